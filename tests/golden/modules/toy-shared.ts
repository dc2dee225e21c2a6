toy-shared.ts.onnx
nodes  total  module         class
    1     61  (root)
    5      5  fc             torch.nn.modules.linear.Linear  ×2 calls
    5      5  fc_1           torch.nn.modules.linear.Linear  ×2 calls
    0     44  blocks
    2     30  blocks.0  ×2 calls
    2      2  blocks.0.norm  torch.nn.modules.normalization.LayerNorm  ×2 calls
    0     26  blocks.0.ff
    5      5  blocks.0.ff.0  torch.nn.modules.linear.Linear  ×2 calls
   16     16  blocks.0.ff.1  ×2 calls
    5      5  blocks.0.ff.2  torch.nn.modules.linear.Linear  ×2 calls
    1     14  blocks.2
    1      1  blocks.2.norm  torch.nn.modules.normalization.LayerNorm
    0     12  blocks.2.ff
    2      2  blocks.2.ff.0  torch.nn.modules.linear.Linear
    8      8  blocks.2.ff.1
    2      2  blocks.2.ff.2  torch.nn.modules.linear.Linear
    0      4  heads
    2      2  heads.a        torch.nn.modules.linear.Linear
    2      2  heads.b        torch.nn.modules.linear.Linear
    0      2  aux
    2      2  aux.a          torch.nn.modules.linear.Linear
