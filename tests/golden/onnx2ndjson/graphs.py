(lambda node, body: Model.graph(
    Graph.name("main"),
    node("If",
         body("then_branch", Graph.name("then"),
              node("Loop", body("body", Graph.name("deep"))),
              Graph.input(ValueInfo.name("x"))),
         body("else_branch", Graph.name("else"))),
    node("Add"),
    node("Many", Node.attribute(
        Attribute.name("branches"), Attribute.type(10),
        Attribute.graphs(Graph.name("zero"), node("Z", body(
            "b", Graph.name("below zero")))),
        Attribute.graphs(Graph.name("one")))),
    # One body in two parts, and its node in the second part of the graph.
    node("Parts", Node.attribute(
        Attribute.name("g"), Attribute.g(Graph.name("old"), node("A")),
        Attribute.type(5), Attribute.g(Graph.name("new"), node("B"))))) +
Model.graph(node("Late", body("late", Graph.name("late")))) +
Model.functions(
    Function.name("F"), Function.domain("d"), Function.input("a"),
    Function.input("b"), Function.output("c"), Function.attribute("alpha"),
    Function.attribute_proto(Attribute.name("beta"), Attribute.type(1),
                             Attribute.f(1.0)),
    Function.attribute_proto(
        Attribute.name("gamma"), Attribute.type(7),
        Attribute.doc_string("none")),
    Function.attribute_proto(
        Attribute.name("body"), Attribute.type(5),
        Attribute.g(Graph.name("default"))),
    Function.opset_import(OperatorSetId.version(18)),
    Function.doc_string("doc"),
    Function.metadata_props(StringStringEntry.key("k") +
                            StringStringEntry.value("v")),
    Function.value_info(ValueInfo.name("t")),
    Function.node(
        Node.op_type("If"), body("body", Graph.name("in function")),
        Node.attribute(Attribute.name("x"), Attribute.type(1),
                       Attribute.ref_attr_name("alpha")))) +
Model.functions(Function.name("F"), Function.domain("d"),
                Function.overload("v2")) +
Model.functions(Function.name("F"), Function.domain("d")) +
Model.functions() +
Model.training_info(
    TrainingInfo.initialization(Graph.name("init"), node("Zero", body(
        "b", Graph.name("in training")))),
    TrainingInfo.algorithm(Graph.name("step")),
    TrainingInfo.initialization_binding(StringStringEntry.key("W") +
                                        StringStringEntry.value("w0")),
    TrainingInfo.update_binding(StringStringEntry.key("W") +
                                StringStringEntry.value("w1"))) +
Model.training_info() +
Model.training_info(TrainingInfo.update_binding(
    StringStringEntry.key("only"))))(
    lambda op_type, *attributes: tagged(1, 2, varint(len(joined(
        [Node.op_type(op_type), *attributes]))) + joined(
            [Node.op_type(op_type), *attributes])),
    lambda name, *graph: Node.attribute(
        Attribute.name(name), Attribute.type(5), Attribute.g(*graph)))
