bert-tiny3.ts.onnx
  nodes  total  elements    total     bytes     total  module                               precision  class
     19    136         0  4385920         0  17543680  (root)
      4      8         0  3972864         0  15891456  ├─ embeddings
      1      1   3906816  3906816  15627264  15627264  │  ├─ word_embeddings                           Embedding
      1      1       256      256      1024      1024  │  ├─ token_type_embeddings                     Embedding
      1      1     65536    65536    262144    262144  │  ├─ position_embeddings                       Embedding
      1      1       256      256      1024      1024  │  └─ LayerNorm                                 LayerNorm
      0    106         0   396544         0   1586176  ├─ encoder.layer.{0,1} ×2 (53 each)
      0     78         0   132608         0    530432  │  ├─ attention
     58     70         0    99072         0    396288  │  │  ├─ self                        unknown
      4      4     33024    33024    132096    132096  │  │  │  ├─ query                    fp32       Linear
      4      4     33024    33024    132096    132096  │  │  │  ├─ key                      fp32       Linear
      4      4     33024    33024    132096    132096  │  │  │  └─ value                    fp32       Linear
      2      8         0    33536         0    134144  │  │  └─ output
      4      4     33024    33024    132096    132096  │  │     ├─ dense                    fp32       Linear
      2      2       512      512      2048      2048  │  │     └─ LayerNorm                           LayerNorm
      0     20         0   132096         0    528384  │  ├─ intermediate
      4      4    132096   132096    528384    528384  │  │  ├─ dense                       fp32       Linear
     16     16         0        0         0         0  │  │  └─ intermediate_act_fn
      2      8         0   131840         0    527360  │  └─ output
      4      4    131328   131328    525312    525312  │     ├─ dense                       fp32       Linear
      2      2       512      512      2048      2048  │     └─ LayerNorm                              LayerNorm
      1      3         0    16512         0     66048  └─ pooler
      1      1     16512    16512     66048     66048     ├─ dense                          fp32       Linear
      1      1         0        0         0         0     └─ activation                                Tanh
136 nodes: 117 by scope, 19 root by scope, 0 fallback
