#include "app/checkins.h"

#include <algorithm>

#include "app/answers.h"
#include "app/checkin_questions.h"
#include "app/finding.h"
#include "app/revealing.h"
#include "app/said.h"
#include "app/taking_back.h"
#include "app/writing.h"
#include "base/text_checkin.h"
#include "ledger/when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::Checkin;
using ledger::CheckinState;
using wire::view_of;

constexpr log::Lane kLane = log::Lane::notes;
constexpr log::Author kMe = log::Author::me;

Result<Checkin> find_checkin(Vault& vault, std::string_view typed) {
  AVOW_TRY(const auto found, find_record(vault, typed, ledger::Scope::checkins));
  return vault.ledger().checkin(found.id, vault.clock().now());
}

Result<std::optional<KeptAnswers>> kept_in(Vault& vault, const Checkin& checkin) {
  if (checkin.of(kMe).seal.is_zero()) return std::optional<KeptAnswers>{};
  AVOW_TRY(const auto stored, vault.answers_in(checkin.id));
  if (!stored) return std::optional<KeptAnswers>{};
  AVOW_TRY(auto kept, decode_kept_answers(*stored));
  return std::optional(std::move(kept));
}

// One's own last answers before this one, for trends: by key, the newest that is still kept.
Result<std::vector<KeptAnswer>> previous_answers(Vault& vault, const Checkin& now, const Questions& questions) {
  std::vector<KeptAnswer> out;
  for (const Checkin& earlier : vault.ledger().checkins(vault.clock().now())) {
    if (earlier.id == now.id || out.size() == questions.size()) continue;
    AVOW_TRY(const auto kept, kept_in(vault, earlier));
    if (!kept) continue;
    for (const KeptAnswer& one : kept->answers) {
      const bool known = std::any_of(out.begin(), out.end(), [&](const KeptAnswer& later) { return later.key == one.key; });
      if (!known && find_question(questions, one.key) != nullptr) out.push_back(one);
    }
  }
  return out;
}

Result<KeptAnswers> seal_answers(Vault& vault, const Checkin& checkin, const Questions& questions,
                                 std::vector<KeptAnswer> answers) {
  KeptAnswers kept;
  kept.answers = std::move(answers);
  const bool compares = std::any_of(kept.answers.begin(), kept.answers.end(),
                                    [](const KeptAnswer& one) { return one.sharing == ledger::Sharing::trend; });
  KeptAnswers before;
  if (compares) {
    AVOW_TRY(before.answers, previous_answers(vault, checkin, questions));
  }
  std::vector<ledger::CheckinAnswer> shared;
  for (const KeptAnswer& one : kept.answers) {
    const auto seen = shared_of(one, *find_question(questions, one.key), before.find(one.key));
    if (seen) shared.push_back(*seen);
  }
  auto sealed = ledger::encode_answers(shared);
  if (!sealed.ok()) return Error{Errc::usage, std::string(text::kAnswersTooLong)};
  kept.sealed = std::move(*sealed);
  kept.nonce = vault.random().bytes<32>();
  return kept;
}

std::string text_seen(const std::vector<ledger::CheckinAnswer>& seen, std::string_view key) {
  const auto found = std::find_if(seen.begin(), seen.end(), [&](const auto& one) { return one.key == key; });
  return found == seen.end() ? std::string() : answer_text(*found);
}

Result<void> fill_mine(schema::Checkin::Builder out, const KeptAnswers& kept) {
  AVOW_TRY(const auto seen, ledger::decode_answers(kept.sealed));
  auto mine = out.initMine(static_cast<unsigned>(kept.answers.size()));
  for (unsigned i = 0; i < mine.size(); ++i) {
    const KeptAnswer& one = kept.answers[i];
    mine[i].setKey(one.key);
    mine[i].setSharing(std::string(ledger::name_of(one.sharing)));
    mine[i].setValue(one.value);
    mine[i].setText(one.text.empty() ? std::to_string(one.value) : one.text);
    mine[i].setSeen(text_seen(seen, one.key));
  }
  return {};
}

void fill_theirs(schema::Checkin::Builder out, const std::vector<ledger::CheckinAnswer>& answers) {
  auto theirs = out.initTheirs(static_cast<unsigned>(answers.size()));
  for (unsigned i = 0; i < theirs.size(); ++i) {
    theirs[i].setKey(answers[i].key);
    theirs[i].setSharing(std::string(ledger::name_of(answers[i].sharing)));
    theirs[i].setValue(answers[i].value);
    theirs[i].setText(answer_text(answers[i]));
    theirs[i].setSeen("");
  }
}

// Both openings are looked at wherever they stand; theirs are shown only when mine are open too.
Result<void> fill_opened(schema::Checkin::Builder out, Vault& vault, const Checkin& checkin) {
  std::string only;
  std::string false_by;
  for (const auto by : {kMe, log::Author::partner}) {
    if (checkin.of(by).opening.is_zero()) continue;
    only = only.empty() ? std::string(log::name_of(by)) : "both";
    AVOW_TRY(const auto answers, opened_by(vault, checkin, by));
    const bool here = vault.words_are(checkin.of(by).opening) == Vault::WordsAre::shown;
    if (!answers && here) false_by = false_by.empty() ? std::string(log::name_of(by)) : "both";
    const bool shown = by != kMe && checkin.state == CheckinState::revealed && answers;
    if (shown) fill_theirs(out, *answers);
  }
  out.setOpenedByOnly(only == "both" ? std::string() : only);
  out.setFalseOpeningBy(false_by);
  return {};
}

void fill_questions(schema::Checkin::Builder out, const Questions& questions) {
  auto list = out.initQuestions(static_cast<unsigned>(questions.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setKey(questions[i].key);
    list[i].setText(questions[i].text);
    list[i].setLowest(questions[i].lowest);
    list[i].setHighest(questions[i].highest);
    list[i].setSharing(std::string(ledger::name_of(usual_sharing(questions[i]))));
  }
}

Result<void> fill_content(schema::Checkin::Builder out, Vault& vault, const Checkin& checkin) {
  AVOW_TRY(const auto start, words_said(vault, checkin.id));
  fill_questions(out, start.questions);
  AVOW_TRY(const auto kept, kept_in(vault, checkin));
  if (kept) AVOW_CHECK(fill_mine(out, *kept));
  return fill_opened(out, vault, checkin);
}

Result<void> reply_checkin(Vault& vault, std::string_view zone, const RecordId& id, Replies& replies) {
  AVOW_TRY(const auto checkin, vault.ledger().checkin(id, vault.clock().now()));
  capnp::MallocMessageBuilder message;
  AVOW_TRY(const bool readable, fill_checkin(message.initRoot<schema::Done>().initCheckin(), vault, zone, checkin));
  if (!readable) return Error{Errc::damaged, ""};
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace

Result<std::optional<std::vector<ledger::CheckinAnswer>>> opened_by(Vault& vault, const Checkin& checkin, log::Author by) {
  using Opened = std::optional<std::vector<ledger::CheckinAnswer>>;
  const LogId log = vault.log_of(checkin.of(by).seal, kLane, by);
  AVOW_TRY(const auto words, words_said(vault, checkin.of(by).opening));
  auto answers = ledger::decode_answers(words.answers);
  if (!answers.ok() || !ledger::opens(checkin.of(by).sealed, checkin.id, log, words)) return Opened{};
  return Opened(std::move(*answers));
}

std::string state_name(const Checkin& checkin) {
  const auto by = [](bool me) { return std::string(me ? "_by_me" : "_by_partner"); };
  std::string name(ledger::name_of(checkin.state));
  if (checkin.state == CheckinState::sealed) name += by(!checkin.of(kMe).seal.is_zero());
  if (checkin.state == CheckinState::opened) name += by(!checkin.of(kMe).opening.is_zero());
  return name;
}

Result<bool> fill_checkin(schema::Checkin::Builder out, Vault& vault, std::string_view zone, const Checkin& checkin) {
  out.setId(to_text(checkin.id));
  out.setBy(std::string(log::name_of(checkin.by)));
  out.setState(state_name(checkin));
  out.setSaidAt(to_rfc3339(checkin.said_at));
  out.setExpiresAt(to_rfc3339(checkin.expires_at));
  out.setExpiresLocal(ledger::local_text(checkin.expires_at, zone));
  out.setOpenedByOnly("");
  out.setFalseOpeningBy("");
  out.initQuestions(0);
  const auto filled = fill_content(out, vault, checkin);
  if (filled.ok()) return true;
  if (filled.error().code != Errc::damaged) return filled.error();
  out.setState(std::string(kDamaged));
  return false;
}

Result<void> checkin_start(Vault& vault, const Asker& asker, schema::CheckinStart::Reader request, Replies& replies) {
  AVOW_TRY(auto questions, request.getQuestions().size() > 0 ? parse_questions(view_of(request.getQuestions()))
                                                             : built_in_questions(view_of(request.getSet())));
  const Instant now = vault.clock().now();
  ledger::Facts facts;
  facts.kind = ledger::RecordKind::checkin_start;
  facts.said_at = now;
  AVOW_TRY(const auto expires, parse_ahead(view_of(request.getExpires()), asker.zone, now));
  facts.expires_at = expires.value_or(now + ledger::kCheckinDefault);
  AVOW_CHECK(check_may_say(vault, asker));
  ledger::Words words;
  words.questions = std::move(questions);
  AVOW_TRY(auto record, make_record(vault, asker, std::move(facts), words));
  const RecordId id = vault.id_for(kLane, record.id_random);
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  return reply_checkin(vault, asker.zone, id, replies);
}

Result<void> checkin_answer(Vault& vault, const Asker& asker, schema::CheckinGiven::Reader request, Replies& replies) {
  AVOW_TRY(const auto checkin, find_checkin(vault, view_of(request.getId())));
  const Instant now = vault.clock().now();
  AVOW_TRY(auto seal, ledger::check_checkin(checkin, ledger::RecordKind::checkin_seal, kMe, now));
  AVOW_TRY(const auto start, words_said(vault, checkin.id));
  AVOW_TRY(auto answers, parse_answers(start.questions, request.getAnswers()));
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(const auto kept, seal_answers(vault, checkin, start.questions, std::move(answers)));
  const Hash made = ledger::seal_of(checkin.id, vault.keys().own_log_id(kLane), kept.nonce, kept.sealed);
  seal.facts.seal = to_bytes(made);
  AVOW_TRY(auto record, make_record(vault, asker, std::move(seal.facts), ledger::Words{}));
  // Why first: a seal whose answers are lost could never be opened.
  AVOW_CHECK(vault.keep_answers(checkin.id, encode(kept)));
  AVOW_CHECK(vault.append(kLane, one(std::move(record))));
  reveal_ready(vault);
  return reply_checkin(vault, asker.zone, checkin.id, replies);
}

Result<void> checkin_show(Vault& vault, std::string_view zone, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto checkin, find_checkin(vault, id));
  return reply_checkin(vault, zone, checkin.id, replies);
}

Result<void> checkin_withdraw(Vault& vault, const Asker& asker, std::string_view id, Replies& replies) {
  AVOW_TRY(const auto checkin, find_checkin(vault, id));
  AVOW_CHECK(check_may_say(vault, asker));
  AVOW_TRY(auto answer, ledger::check_checkin(checkin, ledger::RecordKind::checkin_withdraw, kMe, vault.clock().now()));
  AVOW_TRY(auto record, make_record(vault, asker, std::move(answer.facts), ledger::Words{}));
  const RecordId own[] = {checkin.id, checkin.of(kMe).seal, checkin.of(kMe).opening};
  AVOW_CHECK(withdraw_whole(vault, asker, kLane, std::move(record), checkin.id, own));
  return reply_checkin(vault, asker.zone, checkin.id, replies);
}

Result<void> checkin_list(Vault& vault, std::string_view zone, schema::ListQuery::Reader query, Replies& replies) {
  AVOW_TRY(const auto since, parse_since(view_of(query.getSince()), zone, vault.clock().now()));
  std::size_t left = query.getLimit() > 0 ? query.getLimit() : SIZE_MAX;
  std::size_t unreadable = 0;
  for (const Checkin& checkin : vault.ledger().checkins(vault.clock().now())) {
    if (since && checkin.said_at < *since) continue;
    if (left-- == 0) break;
    capnp::MallocMessageBuilder message;
    AVOW_TRY(const bool readable, fill_checkin(message.initRoot<schema::Item>().initCheckin(), vault, zone, checkin));
    if (!readable) ++unreadable;
    replies.item(message.getRoot<schema::Item>());
  }
  reply_list_end(replies, unreadable);
  return {};
}

std::vector<Checkin> waiting_checkins(Vault& vault) {
  std::vector<Checkin> waiting = vault.ledger().checkins(vault.clock().now());
  std::erase_if(waiting, [](const Checkin& checkin) { return !ledger::waits_for(checkin, kMe); });
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const Checkin& a, const Checkin& b) { return a.expires_at < b.expires_at; });
  return waiting;
}

}  // namespace avow::app
