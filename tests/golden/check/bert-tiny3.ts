bert-tiny3.ts.onnx: (root): forbidden-op: 3 nodes of op_type Cast are forbidden
bert-tiny3.ts.onnx: encoder.layer.0.attention.self: forbidden-op: 2 nodes of op_type Cast are forbidden
bert-tiny3.ts.onnx: encoder.layer.1.attention.self: forbidden-op: 2 nodes of op_type Cast are forbidden
bert-tiny3.ts.onnx: (root): forbidden-op: 7 nodes of op_type Constant are forbidden
bert-tiny3.ts.onnx: embeddings: forbidden-op: 2 nodes of op_type Constant are forbidden
bert-tiny3.ts.onnx: encoder.layer.0.attention.self: forbidden-op: 7 nodes of op_type Constant are forbidden
bert-tiny3.ts.onnx: encoder.layer.0.intermediate.intermediate_act_fn: forbidden-op: 3 nodes of op_type Constant are forbidden
bert-tiny3.ts.onnx: encoder.layer.1.attention.self: forbidden-op: 7 nodes of op_type Constant are forbidden
bert-tiny3.ts.onnx: encoder.layer.1.intermediate.intermediate_act_fn: forbidden-op: 3 nodes of op_type Constant are forbidden
bert-tiny3.ts.onnx: (root): missing-classes: 19 of 41 modules have no known class
