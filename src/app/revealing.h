// A check-in opens by itself: this writes one's own openings once both have sealed. protocol/README.md#check-ins.
#pragma once

#include "app/vault.h"

namespace avow::app {

// Writes every opening that is due: this vault holds both seals and all that the partner announced beside them, nobody has
// withdrawn, and no clock reading that it knows (now, its last record, its last sync, the arrival of the partner's seal)
// has reached the expiry. Whoever adds records to the vault calls it; never twice does it write one.
// No error: what cannot be written now is written when it is called again, at the latest when the vault is next opened.
void reveal_ready(Vault& vault);

}  // namespace avow::app
