#include <fmt/format.h>

#include "base/text_bundle.h"
#include "base/text_catalogue.h"
#include "base/text_daily.h"
#include "base/text_epoch.h"
#include "base/text_leaving.h"
#include "base/text_looking_back.h"
#include "base/text_promises.h"
#include "base/text_notes.h"
#include "base/text_replies.h"
#include "base/text_taking_back.h"
#include "base/text_threads.h"
#include "cli/human_words.h"
#include "cli/replies.h"
#include "wire/message.h"

namespace avow::cli {
namespace {

using wire::view_of;

constexpr std::size_t kShortId = 8;
constexpr std::uint32_t kReviewUsual = 7;  // days; protocol/README.md#promises

// The one step that fits where things stand.
std::string_view next_of(schema::Status::Reader status) {
  if (status.getNext().size() > 0) return view_of(status.getNext());
  if (view_of(status.getPairing()) == "waiting-for-confirmation") return text::kNextConfirm;
  if (view_of(status.getPairing()) == "left") return text::kNextLeft;
  if (!status.getPaired()) return text::kNextPair;
  if (status.getUndelivered() > 0) return status.getServing() ? text::kNextDelivers : text::kNextDeliver;
  if (status.getDrafts() > 0) return text::kNextDrafts;
  std::uint64_t entries = 0;
  for (const auto log : status.getLogs()) entries += log.getSize();
  return entries == 0 ? text::kNextFirstPromise : text::kNextNothing;
}

std::string listed(capnp::List<capnp::Text>::Reader texts) {
  std::string out;
  for (const auto text : texts) out += (out.empty() ? "" : ", ") + safe(text);
  return out;
}

std::string delivery_in_words(std::uint32_t undelivered) {
  if (undelivered == 0) return text::in_line(text::words(text::Group::sentence, "allArrived"));
  return fmt::format(text::kNotDeliveredYet, plural(undelivered, "record", "records"));
}

}  // namespace

std::string short_id(std::string_view id) { return std::string(id.substr(0, kShortId)); }

namespace {

std::string_view nothing_here(std::string_view command) {
  if (command == "us") return text::kNothingAYearAgo;
  if (command == "restored list") return text::kRestoredNone;
  return command == "shared" ? text::kNothingShared : text::kNothingHere;
}

// The state of what a command changed: of something private, of words that were just erased, or of what the command is about.
std::string state_after(std::string_view command, schema::RecordState::Reader record) {
  if (view_of(record.getLane()) == "private" || command == "redact") {
    const std::string own = in_words(text::Group::own_state, record.getState());
    if (!own.empty()) return own;
  }
  return text::in_line(text::state_words(command.substr(0, command.find(' ')), view_of(record.getState())));
}

}  // namespace

std::unique_ptr<ShownReplies> replies_for(Output& output, const Command& command) {
  if (output.json()) return std::make_unique<JsonReplies>(output, command.list.empty() ? fmt::format("{}s", command.noun) : std::string(command.list));
  return std::make_unique<HumanReplies>(output, command.name());
}

void HumanReplies::item(schema::Item::Reader item) {
  ++items_;
  switch (item.which()) {
    case schema::Item::UNSET:
    case schema::Item::LINE:
    case schema::Item::CHUNK: return;  // only what writes a file is sent lines and chunks, and it writes them itself
    case schema::Item::NOTE: return note(item.getNote());
    case schema::Item::PROMISE: return promise(item.getPromise());
    case schema::Item::LISTENING: return listening(item.getListening());
    case schema::Item::INVITE: return invite(item.getInvite());
    case schema::Item::THREAD: return thread(item.getThread());
    case schema::Item::EVENT: return event(item.getEvent());
    case schema::Item::PRIVATE_RECORD: return private_record(item.getPrivateRecord());
    case schema::Item::TAKEN_BACK: return taken_back(item.getTakenBack());
    case schema::Item::HIT: return hit(item.getHit());
    case schema::Item::MOMENT: return moment(item.getMoment());
    case schema::Item::CHECKIN:
      if (items_ > 1) output_.print("\n");
      return checkin_line(item.getCheckin());
    case schema::Item::SHARED: return shared_item(item.getShared());
    case schema::Item::RESTORED: return restored_record(item.getRestored());
  }
}

void HumanReplies::show_done(schema::Done::Reader done) {
  switch (done.which()) {
    case schema::Done::UNSET: break;
    case schema::Done::STATUS: status(done.getStatus()); break;
    case schema::Done::RECORD: record(done.getRecord()); break;
    case schema::Done::COUNT:
      command_.starts_with("taken-back") ? taken_back_counted(done.getCount().getCount()) : count(done.getCount());
      break;
    case schema::Done::VERIFIED: verified(done.getVerified()); break;
    case schema::Done::WORDS: words(done.getWords()); break;
    case schema::Done::PAIRED: paired(done.getPaired()); break;
    case schema::Done::CONFIRMED: confirmed(done.getConfirmed()); break;
    case schema::Done::SYNCED: synced(done.getSynced()); break;
    case schema::Done::CREATED:  // only `init` and `backup` make these, and they show them themselves
    case schema::Done::BACKUP_CREATED:
    case schema::Done::BACKUP_VERIFIED:
    case schema::Done::BACKUPS:
    case schema::Done::RESTORED: break;
    case schema::Done::BUNDLE_EXPORTED: bundle_exported(done.getBundleExported()); break;
    case schema::Done::BUNDLE_IMPORTED: bundle_imported(done.getBundleImported()); break;
    case schema::Done::TODAY: today(done.getToday()); break;
    case schema::Done::CONFIG: config(done.getConfig()); break;
    case schema::Done::SETTING: setting(done.getSetting()); break;
    case schema::Done::LOCAL_FACTS: local_facts(done.getLocalFacts()); break;
    case schema::Done::DOCTOR: doctor(done.getDoctor()); break;
    case schema::Done::LOCKED: locked(done.getLocked()); break;
    case schema::Done::UNLOCKED: unlocked(done.getUnlocked()); break;
    case schema::Done::STATS: stats(done.getStats()); break;
    case schema::Done::PICTURE: picture(done.getPicture()); break;
    case schema::Done::TEMPLATES: templates(done.getTemplates()); break;
    case schema::Done::PARTIAL:
      output_.flush();
      output_.notice(fmt::format("{} {}", plural(done.getPartial().getUnreadable(), "record", "records"), text::kUnreadable));
      break;
    case schema::Done::SEARCHED: searched(done.getSearched()); break;
    case schema::Done::CHECKIN: checkin(done.getCheckin()); break;
    case schema::Done::US: us(done.getUs()); break;
    case schema::Done::EPOCH_STARTED:
      if (done.getEpochStarted().getEpoch() == 0) {
        output_.print(fmt::format("{}\n", text::kEpochWritesAgain));
        break;
      }
      output_.print(fmt::format("{}\n\n", text::kEpochStarted));
      next(text::kEpochStartedNext);
      break;
    case schema::Done::REKEYED: rekeyed(done.getRekeyed()); break;
    case schema::Done::LEFT: left(done.getLeft()); break;
    case schema::Done::LIST:
      if (items_ == 0) output_.print(fmt::format("{}\n", nothing_here(command_)));
      break;
  }
  output_.flush();
}

void HumanReplies::line(std::string_view label, const std::string& value) {
  output_.print(fmt::format("{:<12}{}\n", label, value));
}

void HumanReplies::next(std::string_view sentence) {
  output_.print_wrapped(std::string(text::kNext) + std::string(sentence));
}

void HumanReplies::note(schema::Note::Reader note) {
  const Style& style = output_.style();
  std::string meta = dotted({who(note.getBy()), wall(note.getSaidAt()), in_words(text::Group::note_state, note.getState()),
                             in_words(text::Group::note_kind, note.getKind())});
  const bool said = view_of(note.getState()) == "corrected";
  if (note.getCorrected() && !said) meta += " · " + in_words(text::Group::note_state, "corrected");
  if (note.getExpiresAt().size() > 0) meta += " · " + fmt::format(text::kUntilThen, wall(note.getExpiresAt()));
  if (note.getReplyTo().size() > 0) meta += " · " + fmt::format(text::kAnswers, short_id(safe(note.getReplyTo())));
  if (note.getByFile()) meta += fmt::format(" · {}", text::words(text::Group::sentence, "byFile"));
  if (note.getTags().size() > 0) meta += " · " + fmt::format(text::kTags, listed(note.getTags()));
  output_.print(
      fmt::format("{}{}  {}\n", items_ > 1 ? "\n" : "", style.strong(short_id(safe(note.getId()))), style.quiet(meta)));
  said_or_missing(note.getText(), note.getMissing());
  note_details(note);
}

// Of one note that is shown by itself.
void HumanReplies::note_details(schema::Note::Reader note) {
  const Style& style = output_.style();
  const auto versions = note.getVersions();
  for (unsigned i = 0; i + 1 < versions.size(); ++i) {
    const std::string when = fmt::format(text::kEarlierWording, wall(versions[i].getSaidAt()));
    output_.print(fmt::format("\n  {}\n", style.quiet(when)));
    output_.print(quoted(view_of(versions[i].getText()), "    "));
  }
  std::string answers;
  for (const auto reply : note.getReplies()) answers += (answers.empty() ? "" : ", ") + short_id(safe(reply));
  if (!answers.empty()) output_.print(fmt::format("\n  {}\n", style.quiet(fmt::format(text::kAnsweredBy, answers))));
}

void HumanReplies::templates(schema::Templates::Reader templates) {
  for (const auto one : templates.getTemplates()) {
    output_.print(fmt::format("{}\n", output_.style().strong(safe(one.getName()))));
    for (const auto heading : one.getHeadings()) output_.print(fmt::format("  {}\n", safe(heading)));
  }
  output_.print("\n");
  next(text::kTemplatesNext);
}

void HumanReplies::promise(schema::Promise::Reader promise) {
  const Style& style = output_.style();
  const bool told = view_of(promise.getOutcome()) == view_of(promise.getState());
  std::string meta = dotted({who(promise.getBy()), in_words(text::Group::promise_state, promise.getState()),
                             told ? "" : in_words(text::Group::outcome, promise.getOutcome()), safe(promise.getEvery())});
  if (view_of(promise.getShape()) == "standing") meta += fmt::format(" · {}", text::kStands);
  if (promise.getDueLocal().size() > 0) meta += " · due " + safe(promise.getDueLocal());
  output_.print(fmt::format("{}{}  {}\n", items_ > 1 ? "\n" : "", style.strong(short_id(safe(promise.getId()))),
                            style.quiet(meta)));
  said_or_missing(promise.getText(), promise.getMissing());
  labelled("condition", promise.getCondition());
  if (command_ == "promise show") promise_details(promise);
}

void HumanReplies::labelled(std::string_view part, capnp::Text::Reader value) {
  if (value.size() == 0) return;
  output_.print(fmt::format("  {}\n", output_.style().quiet(text::words(text::Group::promise_part, part))));
  output_.print(quoted(view_of(value), "    "));
}

// Whatever of them would be another: nobody agrees to what they have not seen.
void HumanReplies::changed_terms(schema::Proposal::Reader proposal, schema::Promise::Reader promise) {
  const auto say = [this](std::string_view part, const std::string& now, const std::string& before) {
    if (now == before) return;
    output_.print(fmt::format("    {}: {}\n", text::in_line(text::words(text::Group::promise_part, part)), now.empty() ? std::string(text::kNoLonger) : now));
  };
  const auto moment = [](capnp::Text::Reader at) { return at.size() > 0 ? wall(at) : std::string(); };
  say("condition", safe(proposal.getCondition()), safe(promise.getCondition()));
  say("every", safe(proposal.getEvery()), safe(promise.getEvery()));
  say("from", moment(proposal.getFrom()), moment(promise.getFrom()));
  say("done_when", safe(proposal.getDoneWhen()), safe(promise.getDoneWhen()));
  say("if_then", safe(proposal.getIfThen()), safe(promise.getIfThen()));
  say("look_at", safe(proposal.getLookAt()), safe(promise.getLookAt()));
  say("grace", safe(proposal.getGrace()), safe(promise.getGrace()));
  say("review", plural(proposal.getReview(), "day", "days"), plural(promise.getReview(), "day", "days"));
}

void HumanReplies::promise_details(schema::Promise::Reader promise) {
  const auto part = [this](std::string_view key, const std::string& value) {
    if (!value.empty()) output_.print(fmt::format("  {}: {}\n", text::words(text::Group::promise_part, key), value));
  };
  part("from", promise.getFrom().size() > 0 ? wall(promise.getFrom()) : std::string());
  part("grace", safe(promise.getGrace()));
  if (promise.getReview() != kReviewUsual && promise.getReview() > 0) part("review", plural(promise.getReview(), "day", "days"));
  labelled("done_when", promise.getDoneWhen());
  labelled("if_then", promise.getIfThen());
  labelled("look_at", promise.getLookAt());
  for (const auto proposal : promise.getPending()) {
    const bool terms = view_of(proposal.getKind()) == "terms";
    const std::string due =
        proposal.getDueLocal().size() > 0 ? "due " + safe(proposal.getDueLocal()) : std::string(text::kWithoutDue);
    output_.print(fmt::format(text::kProposedBy, short_id(safe(proposal.getId())), who(proposal.getBy()),
                              terms ? due : in_words(text::Group::outcome, proposal.getOutcome())));
    if (view_of(proposal.getText()) != view_of(promise.getText())) output_.print(quoted(view_of(proposal.getText()), "    "));
    if (terms) changed_terms(proposal, promise);
  }
  output_.print("\n");
  for (const auto event : promise.getHistory()) {
    std::string did = who_did(event.getBy(), "promise", event.getEvent());
    if (event.getOutcome().size() > 0) did += ": " + in_words(text::Group::outcome, event.getOutcome());
    output_.print(fmt::format("  {}  {}\n", wall(event.getSaidAt()), dotted({did, in_words(text::Group::standing, event.getStanding())})));
    said_or_missing(event.getText(), event.getMissing(), "    ");
  }
  for (const auto day : promise.getDays()) {
    const std::string word = day.getOutcome() == day.getState() ? "" : in_words(text::Group::outcome, day.getOutcome());
    output_.print(fmt::format("    {}  {}\n", safe(day.getOn()), dotted({in_words(text::Group::promise_state, day.getState()), word})));
  }
  if (promise.getEnds().size() > 0) line("  ends", wall(promise.getEnds()));
  if (promise.getSuccessor().size() > 0) line("  became", short_id(safe(promise.getSuccessor())));
  if (promise.getPredecessor().size() > 0) line("  was", short_id(safe(promise.getPredecessor())));
}

void HumanReplies::listening(schema::Listening::Reader listening) {
  if (listening.getAddress().size() == 0) {
    output_.print_wrapped(listening.getServing() ? text::kOnlyCalls : text::kNothingListens);
    return output_.flush();
  }
  output_.print(fmt::format("{}\n{}\n", fmt::format(text::kListeningAt, safe(listening.getAddress())), text::kStopsBy));
  output_.flush();
}

void HumanReplies::invite(schema::Invite::Reader invite) {
  output_.print_wrapped(text::kInviteLink);
  output_.print(fmt::format("\n{}\n\n", safe(invite.getLink())));
  std::string addresses;
  for (const auto address : invite.getAddresses()) addresses += (addresses.empty() ? "" : ", ") + safe(address);
  if (!addresses.empty()) output_.print_wrapped(fmt::format(text::kInviteAddresses, addresses));
  const std::string waiting = fmt::format(text::kInviteWaiting, safe(invite.getAddress()), wall(invite.getExpiresAt()));
  output_.print(fmt::format("{}\n{}\n", waiting, text::kStopsBy));
  output_.flush();
}

void HumanReplies::logs(capnp::List<schema::LogSummary>::Reader logs) {
  for (const auto log : logs) {
    const bool mine = view_of(log.getBy()) == "me";
    output_.print(fmt::format("  {:<12} {:<8} {:>8}   {}\n", safe(log.getLane()), who(log.getBy()), log.getSize(),
                              output_.style().quiet(fmt::format(text::kHasWitnessed, mine ? "partner has" : "you have",
                                                                log.getCosigned()))));
  }
}

void HumanReplies::status(schema::Status::Reader status) {
  const std::string name = status.getName().size() > 0 ? fmt::format(" ({})", safe(status.getName())) : "";
  line("Vault", safe(status.getVault()) + name);
  const std::string_view pairing = view_of(status.getPairing());
  const bool waiting = pairing == "waiting-for-confirmation";
  const bool left = pairing == "left";
  if (status.getPaired())
    line("Partner", partner_name(status.getPartner()));
  else if (left)
    line("Partner", fmt::format(text::kStatusLeft, partner_name(status.getPartner())));
  else
    line("Partner", waiting ? fmt::format(text::kWordsNotConfirmed, partner_name(status.getPartner())) : std::string(text::kNoneYet));
  if (status.getReadOnly()) line("Writing", std::string(text::kWritingOff));
  if (status.getRestoredWaiting() > 0) line("Came back", fmt::format(text::kStatusWaiting, plural(status.getRestoredWaiting(), "entry", "entries")));
  if (status.getHistories() > 0) line("Histories", std::string(text::kStatusHistories));
  output_.print("Entries\n");
  logs(status.getLogs());
  line("Drafts", std::to_string(status.getDrafts()));
  if (!left) line("Delivery", delivery_in_words(status.getUndelivered()));
  if (status.getTakenBack() > 0) line("Taken back", fmt::format(text::kStatusTakenBack, plural(status.getTakenBack(), "record waits", "records wait")));
  if (status.getByFile() > 0) line("By file", fmt::format(text::kStatusByFile, plural(status.getByFile(), "record", "records")));
  if (status.getNewer() > 0) line("Newer", fmt::format(text::kWrittenByNewer, plural(status.getNewer(), "record", "records")));
  if (status.getLastSyncAt().size() > 0) line("Last sync", safe(status.getLastSyncAt()));
  if (status.getLastBackup().size() > 0) line("Last backup", safe(status.getLastBackup()));
  if (status.getListening().size() > 0) line("Listening", safe(status.getListening()));
  output_.print("\n");
  if (status.getWhy().size() > 0) output_.print(fmt::format("{}\n", safe(status.getWhy())));
  next(next_of(status));
}

void HumanReplies::restored_record(schema::RestoredRecord::Reader record) {
  brief_item(record.getId(), record.getText(),
             dotted({text::in_line(text::kind_words(view_of(record.getKind()))), in_words(text::Group::set_apart, record.getState())}));
}

void HumanReplies::record(schema::RecordState::Reader record) {
  const std::string id = short_id(safe(record.getId()));
  const bool draft = view_of(record.getLane()) == "private" && view_of(record.getState()) == "withdrawn";
  const text::After after = draft ? text::kDraftGone : text::after(command_, view_of(record.getState()));
  output_.print(fmt::format("{}  {}\n", output_.style().strong(id), output_.style().quiet(state_after(command_, record))));
  if (record.getDue().size() > 0) {
    const bool due = command_.starts_with("promise") || record.getPromise().size() > 0;
    output_.print(due ? fmt::format(text::kDueIs, safe(record.getDueLocal()), safe(record.getDue()))
                      : fmt::format(text::kTimeIs, safe(record.getDueLocal()), safe(record.getDue())));
  }
  if (record.getPromise().size() > 0) output_.print(fmt::format(text::kPromisedAlong, short_id(safe(record.getPromise()))));
  if (record.getNext().size() > 0) output_.print(fmt::format(text::kNextSession, short_id(safe(record.getNext()))));
  if (record.getExpires().size() > 0) {
    output_.print(fmt::format(text::kExpiresIs, safe(record.getExpiresLocal()), safe(record.getExpires())));
  }
  if (record.getRemark().size() > 0) output_.print_wrapped(safe(record.getRemark()));
  if (record.getSuccessor().size() > 0) line("became", short_id(safe(record.getSuccessor())));
  output_.print_wrapped(text::with_id(after.changed, id));
  if (record.getTraces()) {
    output_.print_wrapped(text::kTracesLeft);
    return next(text::kTracesNext);
  }
  const bool stays = view_of(record.getRemark()) == text::kDraftAfterLeaving;
  next(stays ? std::string(text::kDraftGone.next) : text::with_id(after.next, id));
}

void HumanReplies::count(schema::Count::Reader count) {
  if (command_.starts_with("restored ")) {
    const std::string entries = plural(count.getCount(), "entry", "entries");
    output_.print(command_ == "restored mine" ? fmt::format(text::kRestoredCounts, entries) : fmt::format(text::kRestoredSetApart, entries));
    return next(text::kRestoredAllMineNext);
  }
  output_.print(fmt::format(text::kWritten, plural(count.getCount(), "note", "notes")));
  next(text::kAfterWritten);
}

void HumanReplies::verified(schema::Verified::Reader verified) {
  output_.print_wrapped(fmt::format(text::kChecked, plural(verified.getEntries(), "entry", "entries"),
                                    plural(verified.getHeads(), "head", "heads"),
                                    plural(verified.getCosignatures(), "cosignature", "cosignatures")));
  logs(verified.getLogs());
  if (verified.getOk()) {
    output_.print(fmt::format("{}\n", text::kAllFits));
    next(text::kNothingToDo);
    return;
  }
  output_.print(output_.style().alarm(text::kDoesNotFit) + "\n");
  for (const auto problem : verified.getProblems()) {
    output_.print_wrapped(fmt::format("{}: {}", safe(problem.getWhere()), safe(problem.getWhat())), "  ");
  }
  next(text::error_text(Errc::damaged).hint);
}

void HumanReplies::five_words(capnp::List<capnp::Text>::Reader words) {
  std::string out;
  for (const auto word : words) out += (out.empty() ? "" : "  ") + safe(word);
  output_.print(fmt::format("\n    {}\n\n", output_.style().strong(out)));
}

void HumanReplies::words(schema::SpokenWords::Reader words) {
  if (words.getWords().size() == 0) {
    output_.print_wrapped(text::kNoWords);
    return next(text::kJustSync);
  }
  const bool pairing = command_ == "pair words";
  output_.print_wrapped(pairing ? text::kCompareWords : text::kSyncWords);
  five_words(words.getWords());
  if (words.getSaidAt().size() > 0) output_.print(fmt::format(text::kWordsFrom, safe(words.getSaidAt())));
  if (words.getLogs().size() > 0) output_.print(fmt::format("{}\n", text::kLogsThen));
  for (const auto log : words.getLogs()) {
    output_.print(fmt::format("  {:<12} {:<8} {:>8}\n", safe(log.getLane()), who(log.getBy()), log.getSize()));
  }
  next(pairing ? text::kIfWordsMatch : text::kReadThemOut);
}

void HumanReplies::paired(schema::Paired::Reader paired) {
  output_.print(fmt::format("{}\n", fmt::format(text::kPairedWith, partner_name(paired.getPartner()))));
  if (paired.getWords().size() > 0) {
    output_.print_wrapped(text::kCompareWords);
    five_words(paired.getWords());
  }
  if (!paired.getConfirmed()) return next(text::kIfWordsMatch);
  output_.print_wrapped(text::kSideBySide);
  next(text::kJustSync);
}

void HumanReplies::rekeyed(schema::Rekeyed::Reader rekeyed) {
  if (view_of(rekeyed.getState()) == "dropped") return output_.print(fmt::format("{}\n", text::kRenewalDropped));
  if (view_of(rekeyed.getState()) == "confirmed") {
    output_.print_wrapped(text::kRenewalConfirmed);
    return next(text::kRenewalConfirmedNext);
  }
  output_.print_wrapped(text::kRekeyed);
  output_.print_wrapped(text::kCompareWords);
  five_words(rekeyed.getWords());
  next(text::kRekeyedNext);
}

void HumanReplies::confirmed(schema::Confirmed::Reader confirmed) {
  output_.print_wrapped(fmt::format(text::kConfirmed, partner_name(confirmed.getPartner())));
  next(text::kAfterConfirm);
}

void HumanReplies::synced(schema::Synced::Reader synced) {
  output_.print(fmt::format(text::kSentReceived, synced.getSent(), synced.getReceived(),
                            synced.getLevel() ? text::kLevel : text::kNotLevel));
  if (synced.getWords().size() > 0) {
    output_.print_wrapped(text::kSyncWords);
    five_words(synced.getWords());
  }
  next(synced.getLevel() ? text::kAfterLevel : text::kAfterNotLevel);
}

}  // namespace avow::cli
