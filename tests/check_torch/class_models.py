#!/usr/bin/env python3
"""class_models.py FOLDER: exports whose classes are known, for
tests/class_precision.py: MODEL.ts.onnx with MODEL.ts.modules.ndjson, of the
models of torchvision, timm and transformers that are installed, and of nets
that show one layer each; in training, so that norms stay (.train), and with
opset 13, before LayerNormalization (.o13).

Weights are random and left out.  A model that this torch cannot export is told
and passed over.
"""
import json
import logging
import os
import sys
import warnings

import onnx
import torch
from torch import nn

FOLDER = sys.argv[1]
TORCHVISION = {"densenet121": 64, "efficientnet_b0": 64, "regnet_y_400mf": 64,
               "mnasnet0_5": 64, "googlenet": 96, "inception_v3": 128,
               "resnext50_32x4d": 64, "mobilenet_v2": 64, "resnet18": 64,
               "shufflenet_v2_x0_5": 64, "squeezenet1_1": 64, "swin_t": 64,
               "deeplabv3_mobilenet_v3_large": 64, "fcn_resnet50": 64,
               "lraspp_mobilenet_v3_large": 64}
VIDEO = ("r3d_18", "mc3_18")
TIMM = {"resnetv2_50x1_bit": 64, "mixer_s32_224": 224, "darknet53": 64,
        "cspdarknet53": 64, "dla34": 64, "hrnet_w18_small": 64,
        "poolformer_s12": 64, "edgenext_xx_small": 64, "ghostnet_100": 64,
        "repvgg_a0": 64, "levit_128s": 224, "mobilevit_xxs": 64,
        "gmlp_ti16_224": 224, "resmlp_12_224": 224, "eca_nfnet_l0": 64,
        "tresnet_m": 64, "selecsls42": 64, "vovnet39a": 64,
        "coatnet_nano_rw_224": 224, "efficientvit_b0": 64, "fastvit_t8": 64,
        "deit_tiny_patch16_224": 224, "convmixer_768_32": 64,
        "xcit_nano_12_p16_224": 224}
TRAINED = {"resnet18", "mobilenet_v2", "efficientnet_b0", "densenet121",
           "shufflenet_v2_x0_5", "squeezenet1_1", "r3d_18", "darknet53",
           "resnetv2_50x1_bit", "dla34", "selecsls42"}
OLD_OPSET = {"swin_t", "mixer_s32_224", "deit_tiny_patch16_224",
             "mobilevit_xxs", "gmlp_ti16_224"}
SMALL = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
         "intermediate_size": 128, "attn_implementation": "eager"}
TEXT = {"Roberta": SMALL, "Electra": SMALL, "DebertaV2": SMALL,
        "Albert": SMALL, "Ernie": SMALL, "Camembert": SMALL,
        "Qwen2": SMALL, "Phi": SMALL, "GPTNeoX": SMALL,
        "MobileBert": {"num_hidden_layers": 2},
        "OPT": {"hidden_size": 64, "num_hidden_layers": 2, "ffn_dim": 128,
                "num_attention_heads": 4, "word_embed_proj_dim": 64},
        "Bloom": {"hidden_size": 64, "n_layer": 2, "n_head": 4}}
IMAGE = {"Yolos": dict(SMALL, image_size=[64, 64]),
         "Beit": dict(SMALL, image_size=64), "MobileViT": {"image_size": 64},
         "ResNet": {"depths": [1] * 4, "embedding_size": 16,
                    "hidden_sizes": [32] * 4},
         "Segformer": {}, "Swinv2": {"image_size": 64, "embed_dim": 32,
                                     "depths": [1, 1], "num_heads": [2, 2],
                                     "window_size": 4},
         "ConvNextV2": {"depths": [1] * 4, "hidden_sizes": [16, 32, 32, 32]}}


def strip_weights(model):
    for tensor in model.graph.initializer:
        if len(tensor.raw_data) > 1024:
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="weights.bin")


def export(name, model, args, opset=17, training=False):
    variant = "ts" + (".train" if training else "")
    base = os.path.join(FOLDER, "%s.%s%s" % (
        name, variant, ".o13" if opset == 13 else ""))
    options = {"training": torch.onnx.TrainingMode.PRESERVE,
               "do_constant_folding": False} if training else {}
    if torch.__version__ >= "2.5":
        options["dynamo"] = False
    model.train(training)
    try:
        with torch.no_grad():
            torch.onnx.export(model, args, base + ".onnx",
                              opset_version=opset, **options)
    except Exception as e:
        print("%s: %s" % (base, str(e).partition("\n")[0]), file=sys.stderr)
        if os.path.exists(base + ".onnx"):
            os.remove(base + ".onnx")
        return
    exported = onnx.load(base + ".onnx")
    strip_weights(exported)
    onnx.save(exported, base + ".onnx")
    with open(base + ".modules.ndjson", "w", encoding="utf-8") as f:
        for path, module in model.named_modules():
            cls = type(module)
            print(json.dumps({
                "kind": "module", "path": path,
                "class": cls.__module__ + "." + cls.__qualname__}), file=f)


def export_all(name, key, model, shape):
    export(name, model, torch.randn(1, *shape))
    if key in TRAINED:
        export(name, model, torch.randn(2, *shape), training=True)
    if key in OLD_OPSET:
        export(name, model, torch.randn(1, *shape), opset=13)


def torchvision_models():
    import torchvision.models
    for key, size in TORCHVISION.items():
        more = {"aux_logits": False, "init_weights": False} if key in (
            "googlenet", "inception_v3") else {}
        if "_resnet50" in key or key.endswith("_large"):
            more["weights_backbone"] = None
        export_all("tv-" + key, key, torchvision.models.get_model(
            key, weights=None, **more), (3, size, size))
    for key in VIDEO:
        export_all("tv-" + key, key, torchvision.models.get_model(
            key, weights=None), (3, 8, 32, 32))


def timm_models():
    import timm
    for key, size in TIMM.items():
        export_all("timm-" + key, key, timm.create_model(
            key, exportable=True), (3, size, size))


def transformers_models():
    import transformers
    ids = torch.ones(1, 16, dtype=torch.long)
    inputs = {key: (options, ids) for key, options in TEXT.items()}
    inputs.update((key, (options, torch.randn(1, 3, 64, 64)))
                  for key, options in IMAGE.items())
    inputs["Wav2Vec2"] = dict(
        SMALL, conv_dim=(32,) * 3, conv_kernel=(10, 3, 2),
        conv_stride=(5, 2, 2), num_feat_extract_layers=3,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4), torch.randn(1, 4000)
    inputs["SpeechT5HifiGan"] = {}, torch.randn(20, 80)
    for key, (options, value) in inputs.items():
        model = getattr(transformers, key if key == "SpeechT5HifiGan"
                        else key + "Model")
        model = model(getattr(transformers, key + "Config")(**options))
        if key in TEXT:
            model.config.return_dict = False
        for opset in (17, 13):
            export("hf-" + key.lower(), model, (value,), opset)


class Recurrent(nn.Module):
    def __init__(self, cls, **options):
        super().__init__()
        self.emb = nn.Embedding(50, 16)
        self.rnn = cls(16, 8, batch_first=True, **options)
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        return self.head(self.rnn(self.emb(x))[0][:, -1, :8])


class Unet(nn.Module):
    """Convolutions of one rank, with this norm and this activation."""

    def __init__(self, rank, norm, activation):
        super().__init__()
        conv, up, top, mean = (getattr(nn, "%s%dd" % (name, rank)) for name in (
            "Conv", "ConvTranspose", "MaxPool", "AvgPool"))
        self.down = nn.Sequential(conv(3, 8, 3, padding=1), norm(8),
                                  activation())
        self.top, self.mean = top(2), mean(2)
        self.deep = nn.Sequential(conv(8, 16, 3, padding=1), norm(16),
                                  activation())
        self.up = nn.Sequential(up(16, 8, 2, stride=2), up(8, 8, 2, stride=2))
        self.out = conv(8, 1, 1)

    def forward(self, x):
        x = self.down(x)
        return self.out(self.up(self.deep(self.mean(self.top(x)))) + x)


def single_layers():
    for cls in (nn.GRU, nn.RNN, nn.LSTM):
        for variant, options in (("", {}), ("2", {"num_layers": 2}),
                                 ("b", {"bidirectional": True})):
            export("net-%s%s" % (cls.__name__.lower(), variant),
                   Recurrent(cls, **options), torch.zeros(1, 5).long())
    for rank in (1, 2, 3):
        batch = getattr(nn, "BatchNorm%dd" % rank)
        instance = getattr(nn, "InstanceNorm%dd" % rank)
        norms = {"bn": batch, "in": instance,
                 "ina": lambda n, c=instance: c(n, affine=True),
                 "gn": lambda n: nn.GroupNorm(4, n)}
        for norm in norms:
            for act in (nn.ReLU, nn.LeakyReLU, nn.PReLU, nn.ELU)[
                    :4 if rank == 2 else 1]:
                export("net-unet%d%s-%s" % (rank, norm, act.__name__),
                       Unet(rank, norms[norm], act),
                       torch.randn(2, 3, *(16,) * rank),
                       training=norm == "bn")


warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
torch.manual_seed(0)
os.makedirs(FOLDER, exist_ok=True)
for make in (single_layers, torchvision_models, timm_models,
             transformers_models):
    try:
        make()
    except ImportError as e:
        print(e, file=sys.stderr)
