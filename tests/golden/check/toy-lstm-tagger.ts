toy-lstm-tagger.ts.onnx: rnn: forbidden-op: 22 nodes of op_type Constant are forbidden
toy-lstm-tagger.ts.onnx: (root): missing-classes: 1 of 4 modules has no known class
