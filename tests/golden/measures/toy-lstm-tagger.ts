toy-lstm-tagger.ts.onnx
  nodes  total  elements  total  bytes  total  module   precision  class
      0     53         0  11783      0  47132  (root)
      1      1       800    800   3200   3200  ├─ emb              Embedding
     50     50     10752  10752  43008  43008  ├─ rnn   fp32       LSTM
      2      2       231    231    924    924  └─ proj  fp32       Linear
53 nodes: 41 by scope, 12 by dataflow, 0 fallback
