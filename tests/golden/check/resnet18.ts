resnet18.ts.onnx: (root): missing-classes: 16 of 48 modules have no known class
