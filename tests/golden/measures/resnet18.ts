resnet18.ts.onnx
  nodes  total  elements     total    bytes     total  module                       precision  class
      1     49         0  11684712        0  46738848  (root)
      1      1      9472      9472    37888     37888  ├─ conv1                     fp32       Conv2d
      1      1         0         0        0         0  ├─ relu                                 ReLU
      1      1         0         0        0         0  ├─ maxpool                              MaxPool2d
      2     10         0    147712        0    590848  ├─ layer1.{0,1} ×2 (5 each)
      2      2     73856     73856   295424    295424  │  ├─ conv1                  fp32       Conv2d
      4      4         0         0        0         0  │  ├─ relu  ×2 calls                    ReLU
      2      2     73856     73856   295424    295424  │  └─ conv2                  fp32       Conv2d
      0     11         0    524928        0   2099712  ├─ layer2
      1      6         0    229760        0    919040  │  ├─ 0
      1      1     73856     73856   295424    295424  │  │  ├─ conv1               fp32       Conv2d
      2      2         0         0        0         0  │  │  ├─ relu  ×2 calls                 ReLU
      1      1    147584    147584   590336    590336  │  │  ├─ conv2               fp32       Conv2d
      1      1      8320      8320    33280     33280  │  │  └─ downsample.0        fp32       Conv2d
      1      5         0    295168        0   1180672  │  └─ 1
      1      1    147584    147584   590336    590336  │     ├─ conv1               fp32       Conv2d
      2      2         0         0        0         0  │     ├─ relu  ×2 calls                 ReLU
      1      1    147584    147584   590336    590336  │     └─ conv2               fp32       Conv2d
      0     11         0   2098432        0   8393728  ├─ layer3
      1      6         0    918272        0   3673088  │  ├─ 0
      1      1    295168    295168  1180672   1180672  │  │  ├─ conv1               fp32       Conv2d
      2      2         0         0        0         0  │  │  ├─ relu  ×2 calls                 ReLU
      1      1    590080    590080  2360320   2360320  │  │  ├─ conv2               fp32       Conv2d
      1      1     33024     33024   132096    132096  │  │  └─ downsample.0        fp32       Conv2d
      1      5         0   1180160        0   4720640  │  └─ 1
      1      1    590080    590080  2360320   2360320  │     ├─ conv1               fp32       Conv2d
      2      2         0         0        0         0  │     ├─ relu  ×2 calls                 ReLU
      1      1    590080    590080  2360320   2360320  │     └─ conv2               fp32       Conv2d
      0     11         0   8391168        0  33564672  ├─ layer4
      1      6         0   3671552        0  14686208  │  ├─ 0
      1      1   1180160   1180160  4720640   4720640  │  │  ├─ conv1               fp32       Conv2d
      2      2         0         0        0         0  │  │  ├─ relu  ×2 calls                 ReLU
      1      1   2359808   2359808  9439232   9439232  │  │  ├─ conv2               fp32       Conv2d
      1      1    131584    131584   526336    526336  │  │  └─ downsample.0        fp32       Conv2d
      1      5         0   4719616        0  18878464  │  └─ 1
      1      1   2359808   2359808  9439232   9439232  │     ├─ conv1               fp32       Conv2d
      2      2         0         0        0         0  │     ├─ relu  ×2 calls                 ReLU
      1      1   2359808   2359808  9439232   9439232  │     └─ conv2               fp32       Conv2d
      1      1         0         0        0         0  ├─ avgpool                              AdaptiveAvgPool2d
      1      1    513000    513000  2052000   2052000  └─ fc                        fp32       Linear
49 nodes: 48 by scope, 1 root by scope, 0 fallback
