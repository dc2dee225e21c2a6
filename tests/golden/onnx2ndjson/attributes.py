(lambda attribute: Model.graph(
    attribute(1, "F", Attribute.f(0.1)),
    attribute(1, "F default"),
    attribute(1, "F whole", Attribute.f(-3.0)),
    attribute(1, "F small", Attribute.f(1e-45)),
    attribute(1, "F nan", Attribute.f(float("nan"))),
    attribute(1, "F inf", Attribute.f(-float("inf"))),
    attribute(2, "I", Attribute.i(-7)),
    attribute(2, "I default"),
    attribute(2, "I most", Attribute.i(1 << 53)),
    attribute(2, "I more", Attribute.i((1 << 53) + 1)),
    attribute(2, "I least", Attribute.i(-(1 << 63))),
    attribute(3, "S", Attribute.s(b"text\xff")),
    attribute(3, "S default"),
    attribute(4, "T", Attribute.t(
        Tensor.name("t"), Tensor.dims(2), Tensor.data_type(7),
        Tensor.int64_data(packed=[1, 2]), Tensor.doc_string("doc"),
        Tensor.segment(TensorSegment.begin(1), TensorSegment.end(2)),
        Tensor.metadata_props(StringStringEntry.key("k")))),
    attribute(4, "T empty", Attribute.t()),
    attribute(4, "T none"),
    attribute(5, "G", Attribute.g(Graph.name("body"))),
    attribute(5, "G none"),
    attribute(6, "FS", Attribute.floats(packed=[1, 2.5])),
    attribute(6, "FS nan", Attribute.floats(packed=[1, float("nan")])),
    attribute(6, "FS empty"),
    attribute(7, "IS", Attribute.ints(1) + Attribute.ints(-1)),
    attribute(7, "IS more", Attribute.ints(packed=[1, 1 << 60])),
    attribute(7, "IS empty"),
    attribute(7, "IS packed empty", Attribute.ints(packed=[])),
    attribute(8, "SS", Attribute.strings("a") + Attribute.strings("")),
    attribute(8, "SS empty"),
    attribute(9, "TS", Attribute.tensors(Tensor.data_type(1)) +
              Attribute.tensors()),
    attribute(10, "GS", Attribute.graphs(Graph.name("first")) +
              Attribute.graphs()),
    attribute(10, "GS empty"),
    attribute(11, "SP", Attribute.sparse_tensor(
        SparseTensor.dims(3), SparseTensor.values(
            Tensor.name("sp"), Tensor.dims(1), Tensor.data_type(1),
            Tensor.float_data(packed=[9])),
        SparseTensor.indices(Tensor.dims(1), Tensor.data_type(7),
                             Tensor.int64_data(2)))),
    attribute(11, "SP empty", Attribute.sparse_tensor()),
    attribute(11, "SP none"),
    attribute(12, "SPS", Attribute.sparse_tensors()),
    attribute(12, "SPS empty"),
    attribute(13, "TP", Attribute.tp(
        Type.tensor_type(TypeTensor.elem_type(1)))),
    attribute(13, "TP empty", Attribute.tp()),
    attribute(13, "TP denoted", Attribute.tp(Type.denotation("D"))),
    attribute(13, "TP none"),
    attribute(14, "TPS", Attribute.type_protos(Type.sequence_type())),
    attribute(14, "TPS with an empty one", Attribute.type_protos(
        Type.sequence_type()) + Attribute.type_protos()),
    attribute(14, "TPS empty"),
    attribute(15, "of a later version", l(24, "x")),
    attribute(-1, "negative"),
    # The field that is set says what it is, a reference hides it.
    attribute(0, "only ints", Attribute.ints(3)),
    attribute(0, "only g", Attribute.g()),
    attribute(0, "none"),
    attribute(0, "several", Attribute.i(1) + Attribute.f(1.0)),
    attribute(2, "other field", Attribute.f(2.0)),
    attribute(2, "ref", Attribute.ref_attr_name("outer") + Attribute.i(4)),
    attribute(5, "ref to a graph", Attribute.ref_attr_name("body") +
              Attribute.g()),
    attribute(0, "ref without type", Attribute.ref_attr_name("outer") +
              Attribute.i(4)),
    attribute(2, "documented", Attribute.doc_string("why"))))(
    lambda type, name, value=b"": Graph.node(
        Node.op_type(name), Node.attribute(
            Attribute.name("a"), value,
            Attribute.type(type) if type else b"")))
