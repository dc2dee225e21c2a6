Model.ir_version(14) + Model.producer_name("maker") +
Model.producer_version("1.2") + Model.domain("org.example") +
Model.model_version(-(1 << 60)) + Model.doc_string("about\nit") +
Model.opset_import(OperatorSetId.version(17)) +
Model.opset_import(OperatorSetId.domain("ai.onnx.ml") +
                   OperatorSetId.version(3)) +
Model.metadata_props(StringStringEntry.key("author") +
                     StringStringEntry.value("me")) +
Model.metadata_props(StringStringEntry.key("empty")) +
Model.configuration(
    DeviceConfiguration.name("two") + DeviceConfiguration.num_devices(2) +
    DeviceConfiguration.device("cpu:0") + DeviceConfiguration.device("") +
    v(99, 1) + group(98) + l(2, "no number")) +
Model.configuration() +
Model.graph(
    Graph.name("g"), Graph.doc_string("doc"),
    Graph.metadata_props(StringStringEntry.key("k") +
                         StringStringEntry.value("v")),
    # No type; each kind of type; dimensions known, named, unknown.
    Graph.input(ValueInfo.name("plain")),
    Graph.input(),
    Graph.input(ValueInfo.name("void"), ValueInfo.type()),
    Graph.input(
        ValueInfo.name("tensor"), ValueInfo.doc_string("in"),
        ValueInfo.metadata_props(StringStringEntry.key("mk") +
                                 StringStringEntry.value("mv")),
        ValueInfo.type(Type.tensor_type(
            TypeTensor.elem_type(1), TypeTensor.shape(
                TensorShape.dim(TensorShapeDimension.dim_value(1)),
                TensorShape.dim(TensorShapeDimension.dim_param("seq")),
                TensorShape.dim(),
                TensorShape.dim(TensorShapeDimension.dim_value(0)),
                TensorShape.dim(TensorShapeDimension.dim_param("")),
                TensorShape.dim(TensorShapeDimension.dim_value(-1)),
                TensorShape.dim(TensorShapeDimension.dim_value(1 << 53)),
                TensorShape.dim(TensorShapeDimension.dim_value(
                    (1 << 53) + 1)))))),
    Graph.input(ValueInfo.name("no rank"), ValueInfo.type(
        Type.tensor_type(TypeTensor.elem_type(28)))),
    Graph.input(ValueInfo.name("scalar"), ValueInfo.type(
        Type.tensor_type(TypeTensor.elem_type(99), TypeTensor.shape()))),
    Graph.input(ValueInfo.name("no dtype"), ValueInfo.type(
        Type.tensor_type(TypeTensor.shape()))),
    Graph.input(ValueInfo.name("denoted"), ValueInfo.type(
        Type.tensor_type(TypeTensor.elem_type(2), TypeTensor.shape(
            TensorShape.dim(TensorShapeDimension.denotation("BATCH")),
            TensorShape.dim())),
        Type.denotation("IMAGE"))),
    Graph.output(ValueInfo.name("sequence"), ValueInfo.type(
        Type.sequence_type(TypeSequence.elem_type(
            Type.optional_type(TypeOptional.elem_type(
                Type.tensor_type(TypeTensor.elem_type(8)))),
            Type.denotation("INNER"))))),
    Graph.output(ValueInfo.name("bare"), ValueInfo.type(
        Type.sequence_type())),
    Graph.output(ValueInfo.name("map"), ValueInfo.type(
        Type.map_type(TypeMap.key_type(7), TypeMap.value_type(
            Type.map_type(TypeMap.key_type(77)))))),
    Graph.output(ValueInfo.name("sparse"), ValueInfo.type(
        Type.sparse_tensor_type(
            TypeSparseTensor.elem_type(11), TypeSparseTensor.shape(
                TensorShape.dim(TensorShapeDimension.dim_value(4)))))),
    Graph.output(ValueInfo.name("opaque"), ValueInfo.type(
        Type.opaque_type(TypeOpaque.domain("d"), TypeOpaque.name("n")))),
    Graph.output(ValueInfo.name("later kind"), ValueInfo.type(
        l(12, v(1, 1)))),
    Graph.value_info(ValueInfo.name("v")),
    Graph.quantization_annotation(
        TensorAnnotation.tensor_name("t"),
        TensorAnnotation.quant_parameter_tensor_names(
            StringStringEntry.key("SCALE_TENSOR") +
            StringStringEntry.value("s")),
        TensorAnnotation.quant_parameter_tensor_names(
            StringStringEntry.key("ZERO_POINT_TENSOR") +
            StringStringEntry.value("z"))),
    Graph.quantization_annotation(),
    Graph.node(
        Node.name("n"), Node.op_type("Op"), Node.domain("d"),
        Node.overload("o"), Node.input("a"), Node.input(""),
        Node.output("b"), Node.doc_string("doc"),
        Node.metadata_props(StringStringEntry.key("k") +
                            StringStringEntry.value("v")),
        Node.device_configurations(
            NodeDeviceConfiguration.configuration_id("two"),
            NodeDeviceConfiguration.pipeline_stage(1),
            NodeDeviceConfiguration.sharding_spec(
                ShardingSpec.tensor_name("a"),
                ShardingSpec.device(packed=[0, -1]),
                ShardingSpec.index_to_device_group_map(
                    IntIntListEntry.key(-1),
                    IntIntListEntry.value(0), IntIntListEntry.value(1)),
                ShardingSpec.sharded_dim(
                    ShardedDim.axis(1),
                    ShardedDim.simple_sharding(
                        SimpleShardedDim.dim_param("M"),
                        SimpleShardedDim.num_shards(2)),
                    ShardedDim.simple_sharding(
                        SimpleShardedDim.dim_param("no"),
                        SimpleShardedDim.dim_value(0))))),
        Node.device_configurations()),
    Graph.node())
