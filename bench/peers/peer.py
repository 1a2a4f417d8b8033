"""Times the peers' works for a race; how it is asked stands in answers.py. One thread."""
import torch

torch.set_num_threads(1)
torch.manual_seed(0)

import answers  # noqa: E402
import cfc_peer  # noqa: E402
import ckcnn_peer  # noqa: E402

if __name__ == "__main__":
    answers.serve({**cfc_peer.WORKS, **ckcnn_peer.WORKS})
