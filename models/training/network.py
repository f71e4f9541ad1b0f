"""The network: one encoder, a head that tags tokens and a head that judges sentences.

The sentence head pools each sentence's own tokens twice, by their mean and by a soft maximum that every label learns
for itself, and sees the strongest tags of the sentence, so that what the token head finds decides with it.
"""

import contextlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel, PreTrainedModel

from .labels import SENTENCE_LABELS, TAG_LAYERS

HIDDEN = 128
LAYER_SIZES = tuple(len(tags) for tags in TAG_LAYERS.values())


class Network(nn.Module):
    """Token ids and sentence membership -> logits of sentences and of tokens."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        labels = len(SENTENCE_LABELS)
        self.encoder = encoder
        #: Run the encoder in bfloat16: faster where the processor multiplies matrices of it, far slower elsewhere.
        self.half = False
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
        with torch.autocast("cpu", torch.bfloat16) if self.half else contextlib.nullcontext():
            hidden = self.encode(ids, mask)
        hidden = self.dropout(hidden.float())
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

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The encoder's last hidden state, [batch, tokens, width]."""
        return self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state  # type: ignore[no-any-return]


def fast_half() -> bool:
    """Whether this processor multiplies matrices of bfloat16 faster than of float32: AMX, or AVX-512 BF16."""
    return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


def student(folder: Path) -> Network:
    """The network on top of all-MiniLM-L6-v2."""
    encoder = BertModel(BertConfig.from_pretrained(folder, attn_implementation="sdpa"), add_pooling_layer=False)
    return _start(Network(encoder), folder)


def _start(network: Network, folder: Path) -> Network:
    """Load the pretrained encoder; its embeddings stay as they are (they would overfit)."""
    weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if not k.startswith("pooler")}
    missing, unexpected = network.encoder.load_state_dict(weights, strict=False)
    left = [k for k in (*missing, *unexpected) if "position_ids" not in k]
    if left:
        raise ValueError(f"{folder} does not fit the network: {', '.join(left[:3])}")
    network.encoder.embeddings.requires_grad_(False)
    return network
