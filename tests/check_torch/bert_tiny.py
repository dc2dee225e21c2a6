"""bert-tiny, of the configuration that prajjwal1/bert-tiny has, with random
weights: 48 modules and 4,385,920 parameters."""
import torch
import transformers

SETTINGS = {"hidden_size": 128, "num_hidden_layers": 2,
            "num_attention_heads": 2, "intermediate_size": 512,
            "vocab_size": 30522, "max_position_embeddings": 512}


def model():
    config = transformers.BertConfig(**SETTINGS)
    return transformers.BertModel(config).eval()


def inputs():
    ids = torch.zeros((1, 8), dtype=torch.int64)
    return {"input_ids": ids, "attention_mask": ids + 1}


def bert_tiny():
    return model(), (), inputs()
