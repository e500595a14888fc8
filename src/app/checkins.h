// What a person can do with check-ins: begin one, answer it, look at it, withdraw it. It opens by itself (app/revealing.h).
#pragma once

#include "app/asker.h"
#include "app/replies.h"
#include "app/vault.h"
#include "ledger/checkin_answers.h"

namespace avow::app {

Result<void> checkin_start(Vault& vault, const Asker& asker, schema::CheckinStart::Reader request, Replies& replies);
Result<void> checkin_answer(Vault& vault, const Asker& asker, schema::CheckinGiven::Reader request, Replies& replies);
Result<void> checkin_show(Vault& vault, std::string_view zone, std::string_view id, Replies& replies);
Result<void> checkin_withdraw(Vault& vault, const Asker& asker, std::string_view id, Replies& replies);
// The newest first.
Result<void> checkin_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query, Replies& replies);

// Those that wait for my answer, the one that ends first in front.
std::vector<ledger::Checkin> waiting_checkins(Vault& vault);
// False: something of it cannot be opened, and it says "damaged".
Result<bool> fill_checkin(schema::Checkin::Builder out, Vault& vault, std::string_view zone,
                          const ledger::Checkin& checkin);

// What an author opened: only what they shared is in it. Empty: it is not what was sealed, or its words are gone.
// Precondition: that author opened it.
Result<std::optional<std::vector<ledger::CheckinAnswer>>> opened_by(Vault& vault, const ledger::Checkin& checkin, log::Author by);

// The state as this person sees it: "sealed_by_me", "opened_by_partner", …
std::string state_name(const ledger::Checkin& checkin);

}  // namespace avow::app
