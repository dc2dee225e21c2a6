(lambda pair: Model.graph(
    Graph.metadata_props(pair("k", "1")), Graph.metadata_props(pair("l", "2")),
    Graph.metadata_props(pair("k", "3")), Graph.metadata_props(pair("", "4")),
    Graph.metadata_props(pair("k", "5")), Graph.metadata_props(pair("", "6")),
    Graph.initializer(Tensor.data_location(1), Tensor.external_data(
        pair("offset", "1")), Tensor.external_data(pair("offset", "2"))),
    Graph.quantization_annotation(
        TensorAnnotation.quant_parameter_tensor_names(pair("S", "1")),
        TensorAnnotation.quant_parameter_tensor_names(pair("S", "2"))),
    Graph.node(
        Node.attribute(Attribute.name("a"), Attribute.type(2), Attribute.i(1)),
        Node.attribute(Attribute.name("g"), Attribute.type(5),
                       Attribute.g(Graph.name("first"))),
        Node.attribute(Attribute.name("a"), Attribute.type(7),
                       Attribute.doc_string("not shown")),
        Node.attribute(Attribute.name("g"), Attribute.type(5),
                       Attribute.g(Graph.name("second"))),
        Node.attribute(Attribute.name("g"), Attribute.type(10),
                       Attribute.graphs(Graph.name("third"))),
        Node.attribute(Attribute.name("a"), Attribute.type(1)))) +
Model.opset_import(OperatorSetId.version(17)) +
Model.opset_import(OperatorSetId.version(18)) +
Model.metadata_props(pair("m", "1")) + Model.metadata_props(pair("m", "2")) +
Model.training_info(
    TrainingInfo.initialization_binding(pair("W", "1")),
    TrainingInfo.initialization_binding(pair("W", "2")),
    TrainingInfo.update_binding(pair("W", "1")),
    TrainingInfo.update_binding(pair("W", "2"))))(
    lambda key, value: StringStringEntry.key(key) +
    StringStringEntry.value(value))
