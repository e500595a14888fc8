// `avow us`: the shared picture on one screen: since when, milestones, agreements that hold, boundaries as each said them,
// open repair, the next session. It compares nobody with anybody.
#pragma once

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> us(Vault& vault, std::string_view zone, Replies& replies);

}  // namespace avow::app
