(lambda tensor: Model.graph(
    # Each type raw; the pattern begins 01 80 ff 3c.
    *(tensor(f"raw {number}", number, count, Tensor.raw_data(
        (b"\x01\x80\xff\x3c\x00\x7f\x7c\x88" * 4)[:size]))
      for number, count, size in (
          (1, 2, 8), (2, 4, 4), (3, 4, 4), (4, 2, 4), (5, 2, 4), (6, 1, 4),
          (7, 1, 8), (9, 5, 5), (10, 4, 8), (11, 1, 8), (12, 1, 4),
          (13, 1, 8), (14, 1, 8), (15, 1, 16), (16, 4, 8), (17, 8, 8),
          (18, 8, 8), (19, 8, 8), (20, 8, 8), (21, 5, 3), (22, 5, 3),
          (23, 16, 8), (24, 8, 8), (25, 7, 2), (26, 7, 2), (27, 4, 3),
          (28, 5, 4))),
    # Each typed field.
    tensor("float_data", 1, 2, Tensor.float_data(packed=[0.1, -0.0])),
    tensor("complex64", 14, 2, Tensor.float_data(packed=[1, 2, 3, 4])),
    tensor("int32_data", 6, 2, Tensor.int32_data(packed=[-1, 1 << 31])),
    tensor("int8", 3, 3, Tensor.int32_data(packed=[-1, 255, 256])),
    tensor("uint16", 4, 2, Tensor.int32_data(packed=[65535, -1])),
    tensor("bool", 9, 3, Tensor.int32_data(packed=[0, 1, 256])),
    tensor("float16", 10, 3, Tensor.int32_data(packed=[
        0x3c00, 0x7e00, 0xfc00])),
    tensor("bfloat16", 16, 2, Tensor.int32_data(packed=[0x3f80, 0xc0a0])),
    tensor("float8", 17, 2, Tensor.int32_data(packed=[0x38, 0xff])),
    tensor("int4", 22, 3, Tensor.int32_data(packed=[0x8f, 0x07])),
    tensor("uint2", 25, 5, Tensor.int32_data(packed=[0xe4, 0x01])),
    tensor("float4", 23, 3, Tensor.int32_data(packed=[0x7f, 0x03])),
    tensor("float6", 27, 3, Tensor.int32_data(packed=[0x08, 0x3f, 0x01])),
    tensor("int64_data", 7, 2, Tensor.int64_data(packed=[
        -(1 << 63), 1 << 53])),
    tensor("double_data", 11, 2, Tensor.double_data(packed=[0.1, 1e300])),
    tensor("complex128", 15, 1, Tensor.double_data(packed=[0.5, -1])),
    tensor("uint32", 12, 1, Tensor.uint64_data(packed=[0xffffffff])),
    tensor("uint64_data", 13, 2, Tensor.uint64_data(packed=[
        (1 << 64) - 1, 0])),
    tensor("string_data", 8, 2, Tensor.string_data("one") +
           Tensor.string_data(b"\xfe")),
    # Runs: one packed one has an offset, others have none.
    tensor("two runs", 7, 3, Tensor.int64_data(packed=[1, 2]) +
           Tensor.int64_data(packed=[3])),
    tensor("unpacked", 7, 1, Tensor.int64_data(1)),
    # What does not fit the shape has no values.
    tensor("too few", 7, 2, Tensor.int64_data(packed=[1])),
    tensor("too many", 7, 1, Tensor.int64_data(packed=[1, 2])),
    tensor("too many nibbles", 22, 2, Tensor.int32_data(packed=[1, 2])),
    tensor("other field", 7, 1, Tensor.int32_data(packed=[1])),
    tensor("raw too long", 7, 1, Tensor.raw_data(bytes(9))),
    tensor("raw last", 7, 1, Tensor.raw_data(bytes(8)) +
           Tensor.int64_data(5) + Tensor.raw_data(b"\x07" + bytes(7))),
    tensor("stripped", 1, 3),
    tensor("no elements", 1, 0),
    tensor("raw strings", 8, 1, Tensor.raw_data("abc")),
    tensor("undefined", 0, 1, Tensor.raw_data("abc")),
    tensor("later type", 99, 1, Tensor.raw_data("abc")),
    tensor("later type, stripped", 99, 1),
    tensor("negative", 1, -1),
    tensor("negative raw", 1, -1, Tensor.raw_data(bytes(4))),
    tensor("overflow", 1, 1 << 62, Tensor.dims(4)),
    tensor("overflow of bytes", 1, 1 << 62),
    tensor("zero times overflow", 1, 1 << 62, Tensor.dims(packed=[4, 0])),
    Graph.initializer(Tensor.name("scalar"), Tensor.data_type(1),
                      Tensor.raw_data(b"\0\0\x80\x3f")),
    Graph.initializer(),
    # Elsewhere.
    tensor("external", 1, 1000, Tensor.data_location(1) + joined(
        Tensor.external_data(StringStringEntry.key(k) +
                             StringStringEntry.value(v))
        for k, v in (("location", "w.bin"), ("offset", "4096"),
                     ("length", "4000"), ("checksum", "5a5a")))),
    tensor("external by shape", 10, 3, Tensor.data_location(1) +
           Tensor.external_data(StringStringEntry.key("location") +
                                StringStringEntry.value("w.bin"))),
    tensor("external oddities", 1, 1, Tensor.data_location(1) + joined(
        Tensor.external_data(StringStringEntry.key(k) +
                             StringStringEntry.value(v))
        for k, v in (("offset", "-1"), ("length", " 4"),
                     ("offset", "18446744073709551615"),
                     ("offset", "18446744073709551616"), ("offset", ""),
                     ("", "no key")))),
    tensor("external without a word", 1, 1, Tensor.data_location(1) +
           Tensor.raw_data(bytes(4))),
    tensor("external strings", 8, 1, Tensor.data_location(1)),
    tensor("not external", 1, 1, Tensor.data_location(2) +
           Tensor.external_data(StringStringEntry.key("location")) +
           Tensor.raw_data(bytes(4))),
    # All other fields.
    tensor("all", 1, 1, Tensor.doc_string("doc") +
           Tensor.segment(TensorSegment.begin(-1), TensorSegment.end(3)) +
           Tensor.segment(TensorSegment.begin(2)) +
           Tensor.metadata_props(StringStringEntry.key("k") +
                                 StringStringEntry.value("v")) +
           Tensor.raw_data(bytes(4))),
    Graph.sparse_initializer(
        SparseTensor.values(
            Tensor.name("sparse"), Tensor.dims(2), Tensor.data_type(1),
            Tensor.float_data(packed=[1, 2])),
        SparseTensor.indices(
            Tensor.name("at"), Tensor.dims(2), Tensor.data_type(7),
            Tensor.raw_data(bytes(16))),
        SparseTensor.dims(packed=[3, 4])),
    Graph.sparse_initializer()))(
    lambda name, type, dim, *rest: Graph.initializer(
        Tensor.dims(dim), Tensor.data_type(type), Tensor.name(name), *rest))
