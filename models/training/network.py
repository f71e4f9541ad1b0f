"""The network: one MiniLM encoder, a head that tags tokens and a head that judges sentences.

The sentence head pools each sentence's own tokens twice, by their mean and by a soft maximum that every label learns
for itself, and sees the strongest tags of the sentence, so that what the token head finds decides with it.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from .labels import SENTENCE_LABELS, TAG_LAYERS

HIDDEN = 128
LAYER_SIZES = tuple(len(tags) for tags in TAG_LAYERS.values())


class Network(nn.Module):
    """Token ids and sentence membership -> logits of sentences and of tokens."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width = config.hidden_size
        labels = len(SENTENCE_LABELS)
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.tagger = nn.Linear(width, sum(LAYER_SIZES))
        self.attention = nn.Linear(width, labels)
        self.pooled = nn.Linear(width, HIDDEN)
        self.mean = nn.Linear(width, HIDDEN, bias=False)
        self.judge = nn.Parameter(torch.randn(labels, HIDDEN) * HIDDEN**-0.5)
        self.tags_to_labels = nn.Linear(sum(LAYER_SIZES), labels)
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids: Tensor, membership: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Judge windows.

        ids: int64 [batch, tokens]; membership: float [batch, sentences, tokens], 1 where a token is the sentence's
        own; mask: int64 [batch, tokens], 0 at padding (None: no padding).
        Returns sentence logits [batch, sentences, labels] and token logits [batch, tokens, tags].
        """
        if mask is None:
            mask = torch.ones_like(ids)
        hidden = self.dropout(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)
        tags = self.tagger(hidden)
        weight = torch.exp(5.0 * torch.tanh(self.attention(hidden) / 5.0))  # bounded: no overflow, no masking needed
        shares = membership.unsqueeze(-1) * weight.unsqueeze(1)  # [batch, sentences, tokens, labels]
        shares = shares / shares.sum(2, keepdim=True).clamp(min=1e-6)
        soft = torch.matmul(shares.permute(0, 1, 3, 2), hidden.unsqueeze(1))  # [batch, sentences, labels, width]
        mean = torch.matmul(membership, hidden) / membership.sum(-1, keepdim=True).clamp(min=1.0)
        features = nn.functional.gelu(self.pooled(soft) + self.mean(mean).unsqueeze(2))
        probabilities = torch.cat([part.softmax(-1) for part in tags.split(LAYER_SIZES, -1)], -1)
        strongest = (probabilities.unsqueeze(1) * membership.unsqueeze(-1)).amax(2)
        judged = (self.dropout(features) * self.judge).sum(-1) + self.tags_to_labels(strongest)
        return judged, tags


def pretrained(folder: Path) -> Network:
    """The network on top of all-MiniLM-L6-v2, whose embeddings stay as they are (they would overfit)."""
    config = BertConfig.from_pretrained(folder, attn_implementation="sdpa")
    network = Network(config)
    weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if not k.startswith("pooler")}
    missing, unexpected = network.encoder.load_state_dict(weights, strict=False)
    left = [k for k in (*missing, *unexpected) if "position_ids" not in k]
    if left:
        raise ValueError(f"{folder} does not fit the network: {', '.join(left[:3])}")
    network.encoder.embeddings.requires_grad_(False)
    return network
