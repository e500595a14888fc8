// Leaving: the partner's keys and addresses are forgotten, one's own history stays. It asks nothing, needs nobody, and is
// never in the way of the one who leaves: what cannot be done at once is left undone, and said.
// protocol/README.md#leaving.
#pragma once

#include "app/asker.h"
#include "app/link.h"
#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

// How long a notice is tried; then it is too late for it.
inline constexpr std::chrono::milliseconds kNoticePatience{1'000};

// Quiet: done at once. With notice: a last note, tried over the line and by a call; from then on leaving is certain, and
// stopping the operation does not stop it. In a pause, and where no note can be written (words not confirmed, a vault that is
// only read, a full disk, a clock that looks wrong), it leaves without, calls nobody and says so. Error{not_paired}. Any other:
// it has left in memory, and says how long that holds (Vault::leaving_is_owed).
Result<std::unique_ptr<Operation>> leave(Vault& vault, const Asker& asker, Link& link, schema::Leave::Reader request,
                                         Replies& replies);

}  // namespace avow::app
