t5.ts.onnx
  nodes  total  elements  total  bytes   total  module                                     precision  class
      2    724         0  89280      0  357120  (root)
     12    250         0  33184      0  132736  ├─ encoder
      0    227         0  33152      0  132608  │  ├─ block
      0     83         0   8384      0   33536  │  │  ├─ 0.layer
      1     68         0   4256      0   17024  │  │  │  ├─ 0
     11     11        32     32    128     128  │  │  │  │  ├─ layer_norm
     51     56         0   4224      0   16896  │  │  │  │  └─ SelfAttention               unknown
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ q                        fp32       Linear
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ k                        fp32       Linear
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ v                        fp32       Linear
      1      1       128    128    512     512  │  │  │  │     ├─ relative_attention_bias             Embedding
      1      1      1024   1024   4096    4096  │  │  │  │     └─ o                        fp32       Linear
      1     15         0   4128      0   16512  │  │  │  └─ 1
     11     11        32     32    128     128  │  │  │     ├─ layer_norm
      0      3         0   4096      0   16384  │  │  │     └─ DenseReluDense
      1      1      2048   2048   8192    8192  │  │  │        ├─ wi                       fp32       Linear
      1      1         0      0      0       0  │  │  │        ├─ act                                 ReLU
      1      1      2048   2048   8192    8192  │  │  │        └─ wo                       fp32       Linear
      0    144         0  24768      0   99072  │  │  └─ {1..3}.layer ×3 (48 each)
      3     99         0  12384      0   49536  │  │     ├─ 0
     33     33        96     96    384     384  │  │     │  ├─ layer_norm
     51     63         0  12288      0   49152  │  │     │  └─ SelfAttention               unknown
      3      3      3072   3072  12288   12288  │  │     │     ├─ q                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     ├─ k                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     ├─ v                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     └─ o                        fp32       Linear
      3     45         0  12384      0   49536  │  │     └─ 1
     33     33        96     96    384     384  │  │        ├─ layer_norm
      0      9         0  12288      0   49152  │  │        └─ DenseReluDense
      3      3      6144   6144  24576   24576  │  │           ├─ wi                       fp32       Linear
      3      3         0      0      0       0  │  │           ├─ act                                 ReLU
      3      3      6144   6144  24576   24576  │  │           └─ wo                       fp32       Linear
     11     11        32     32    128     128  │  └─ final_layer_norm
      2      2      3200   3200  12800   12800  ├─ shared  ×2 calls                                   Embedding
     92    469         0  49696      0  198784  ├─ decoder
      0    366         0  49664      0  198656  │  ├─ block
      0    123         0  12512      0   50048  │  │  ├─ 0.layer
      1     68         0   4256      0   17024  │  │  │  ├─ 0
     11     11        32     32    128     128  │  │  │  │  ├─ layer_norm
     51     56         0   4224      0   16896  │  │  │  │  └─ SelfAttention               unknown
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ q                        fp32       Linear
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ k                        fp32       Linear
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ v                        fp32       Linear
      1      1       128    128    512     512  │  │  │  │     ├─ relative_attention_bias             Embedding
      1      1      1024   1024   4096    4096  │  │  │  │     └─ o                        fp32       Linear
      1     40         0   4128      0   16512  │  │  │  ├─ 1
     11     11        32     32    128     128  │  │  │  │  ├─ layer_norm
     24     28         0   4096      0   16384  │  │  │  │  └─ EncDecAttention             unknown
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ q                        fp32       Linear
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ k                        fp32       Linear
      1      1      1024   1024   4096    4096  │  │  │  │     ├─ v                        fp32       Linear
      1      1      1024   1024   4096    4096  │  │  │  │     └─ o                        fp32       Linear
      1     15         0   4128      0   16512  │  │  │  └─ 2
     11     11        32     32    128     128  │  │  │     ├─ layer_norm
      0      3         0   4096      0   16384  │  │  │     └─ DenseReluDense
      1      1      2048   2048   8192    8192  │  │  │        ├─ wi                       fp32       Linear
      1      1         0      0      0       0  │  │  │        ├─ act                                 ReLU
      1      1      2048   2048   8192    8192  │  │  │        └─ wo                       fp32       Linear
      0    243         0  37152      0  148608  │  │  └─ {1..3}.layer ×3 (81 each)
      3     99         0  12384      0   49536  │  │     ├─ 0
     33     33        96     96    384     384  │  │     │  ├─ layer_norm
     51     63         0  12288      0   49152  │  │     │  └─ SelfAttention               unknown
      3      3      3072   3072  12288   12288  │  │     │     ├─ q                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     ├─ k                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     ├─ v                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     └─ o                        fp32       Linear
      3     99         0  12384      0   49536  │  │     ├─ 1
     33     33        96     96    384     384  │  │     │  ├─ layer_norm
     51     63         0  12288      0   49152  │  │     │  └─ EncDecAttention             unknown
      3      3      3072   3072  12288   12288  │  │     │     ├─ q                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     ├─ k                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     ├─ v                        fp32       Linear
      3      3      3072   3072  12288   12288  │  │     │     └─ o                        fp32       Linear
      3     45         0  12384      0   49536  │  │     └─ 2
     33     33        96     96    384     384  │  │        ├─ layer_norm
      0      9         0  12288      0   49152  │  │        └─ DenseReluDense
      3      3      6144   6144  24576   24576  │  │           ├─ wi                       fp32       Linear
      3      3         0      0      0       0  │  │           ├─ act                                 ReLU
      3      3      6144   6144  24576   24576  │  │           └─ wo                       fp32       Linear
     11     11        32     32    128     128  │  └─ final_layer_norm
      1      1      3200   3200  12800   12800  └─ lm_head                                 fp32       Linear
724 nodes: 719 by scope, 2 root by scope, 3 by dataflow, 0 fallback
