// How threads are answered: one by one, in lists, with all that was said in them.
#include <algorithm>

#include "app/answers.h"
#include "app/draft_list.h"
#include "app/finding.h"
#include "app/said.h"
#include "app/taking_back.h"
#include "app/terms.h"
#include "app/threads.h"
#include "app/writing.h"
#include "base/text_app.h"
#include "ledger/when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::ThreadKind;
using ledger::ThreadState;
using wire::view_of;

template <typename Owner>
void fill_parts(Owner out, const std::vector<ledger::Part>& parts) {
  auto list = out.initParts(static_cast<unsigned>(parts.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setHeading(std::string(ledger::name_of(parts[i].heading)));
    list[i].setText(parts[i].text);
  }
}

void fill_times(schema::Thread::Builder out, Vault& vault, const ledger::Thread& thread, std::string_view zone) {
  const auto first = content_of(vault, thread.id);
  const auto timed = content_of(vault, thread.timed);
  const std::string zone_of_first = first.ok() ? first->facts.zone : std::string(zone);
  const std::string zone_of_start = timed.ok() ? timed->facts.zone : std::string(zone);
  out.setStarts(text_of_instant(thread.starts));
  if (thread.starts) out.setStartsLocal(moment_local(*thread.starts, zone_of_start, zone));
  out.setEnds(text_of_instant(thread.ends));
  if (thread.ends) {
    const std::string local = first.ok() ? due_local(first->facts, zone) : std::string();
    out.setEndsLocal(local.empty() ? ledger::local_text(*thread.ends, zone) : local);
  }
  out.setReview(text_of_instant(thread.review));
  if (thread.review) out.setReviewLocal(moment_local(*thread.review, zone_of_first, zone));
  out.setPausedUntil(thread.state == ThreadState::paused ? text_of_instant(thread.paused_until) : "");
}

void fill_can(schema::Thread::Builder out, Vault& vault, const RecordId& id, Instant now) {
  std::vector<std::string_view> verbs;
  const auto possible = vault.ledger().possible_in_thread(id, log::Author::me, now);
  for (const auto kind : vault.check_may_write().ok() ? possible : std::vector<ledger::RecordKind>()) {
    const auto verb = ledger::thread_row_of(kind)->verb;
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) verbs.push_back(verb);
  }
  auto can = out.initCan(static_cast<unsigned>(verbs.size()));
  for (unsigned i = 0; i < can.size(); ++i) can.set(i, std::string(verbs[i]));
}

void fill_history(schema::Thread::Builder out, Vault& vault, const ledger::Thread& thread, Instant now) {
  const auto history = vault.ledger().thread_history(thread.id, now);
  auto events = out.initHistory(static_cast<unsigned>(history.size()));
  for (unsigned i = 0; i < events.size(); ++i) {
    const auto& item = history[i];
    const auto content = content_of(vault, item.id);
    const bool shown = content.ok() && thread.state != ThreadState::withdrawn;
    events[i].setId(to_text(item.id));
    events[i].setEvent(std::string(said_event_of(item.kind)));
    events[i].setBy(std::string(log::name_of(item.by)));
    events[i].setStanding(std::string(ledger::name_of(item.mark)));
    events[i].setSaidAt(to_rfc3339(item.said_at));
    events[i].setReceivedAt(text_of_instant(vault.received_at(item.id)));
    events[i].setText(shown ? content->words.text : std::string());
    events[i].setMissing(std::string(missing_name(vault, item.id)));
    events[i].setByFile(vault.came_by_file(item.id));
    fill_parts(events[i], shown ? content->words.parts : std::vector<ledger::Part>{});
    const bool links = content.ok() && !content->facts.target.is_zero();
    events[i].setTarget(links ? to_text(content->facts.target) : std::string());
  }
}

// False: it could not be read, and is shown as damaged.
Result<bool> reply_item(Vault& vault, const ledger::Thread& thread, std::string_view zone, Instant now, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initThread();
  AVOW_TRY(const bool readable, fill_thread(out, vault, thread, zone));
  fill_history(out, vault, thread, now);
  replies.item(message.getRoot<schema::Item>());
  return readable;
}

Result<void> reply_draft_item(const Draft& draft, std::string_view zone, Replies& replies) {
  AVOW_TRY(const auto content, content_of(draft.facts, draft.words));
  const ledger::Facts& facts = content.facts;
  const auto set = [](Instant instant) { return to_millis(instant) == 0 ? std::optional<Instant>() : instant; };
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Item>().initThread();
  out.setId(to_text(draft.id));
  out.setKind(std::string(ledger::name_of(ledger::thread_of(facts.kind))));
  out.setBy("me");
  out.setState("draft");
  out.setText(content.words.text);
  fill_parts(out, content.words.parts);
  out.setTransparency(facts.kind == ledger::RecordKind::transparency_propose);
  out.setStarts(text_of_instant(set(facts.start_at)));
  if (set(facts.start_at)) out.setStartsLocal(moment_local(facts.start_at, facts.zone, zone));
  out.setEnds(text_of_instant(due_of(facts)));
  out.setEndsLocal(due_local(facts, zone));
  out.setReview(text_of_instant(set(facts.review_at)));
  if (set(facts.review_at)) out.setReviewLocal(moment_local(facts.review_at, facts.zone, zone));
  out.setTarget(facts.target.is_zero() ? std::string() : to_text(facts.target));
  out.setSaidAt(to_rfc3339(facts.said_at));
  out.initCan(0);
  out.initHistory(0);
  replies.item(message.getRoot<schema::Item>());
  return {};
}

bool is_of(ThreadKind kind, ThreadKind noun) { return noun == ThreadKind::none || noun_of(kind) == noun; }

class ThreadList final : public Operation {
 public:
  ThreadList(Vault& vault, ThreadKind noun, std::string_view zone, std::optional<Instant> since, std::size_t limit,
             Replies& replies)
      : vault_(vault), replies_(replies), noun_(noun), zone_(zone), since_(since), left_(limit), now_(vault.clock().now()) {}

  Result<Progress> step() override {
    if (!begun_) return begin();
    for (std::size_t shown = 0; shown < kPage && left_ > 0 && next_ < threads_.size(); ++next_) {
      const auto& thread = threads_[next_];
      if (!is_of(thread.kind, noun_) || (since_ && thread.said_at < *since_)) continue;
      AVOW_TRY(const bool readable, reply_item(vault_, thread, zone_, now_, replies_));
      if (!readable) ++unreadable_;
      ++shown;
      --left_;
    }
    if (left_ > 0 && next_ < threads_.size()) return Progress::more;
    reply_list_end(replies_, unreadable_);
    return Progress::done;
  }

 private:
  static constexpr std::size_t kPage = 16;

  Result<Progress> begin() {
    begun_ = true;
    const auto wanted = [this](const Content& draft) {
      const ThreadKind kind = ledger::thread_of(draft.facts.kind);
      return kind != ThreadKind::none && is_of(kind, noun_);
    };
    AVOW_TRY(unreadable_, show_drafts(vault_, since_, left_, wanted,
                                      [this](const Draft& draft) { return reply_draft_item(draft, zone_, replies_); }));
    threads_ = vault_.ledger().threads(ThreadKind::none, now_);
    return Progress::more;
  }

  Vault& vault_;
  Replies& replies_;
  const ThreadKind noun_;
  const std::string zone_;
  const std::optional<Instant> since_;
  std::size_t left_;
  const Instant now_;
  bool begun_ = false;
  std::vector<ledger::Thread> threads_;
  std::size_t next_ = 0;
  std::size_t unreadable_ = 0;
};

}  // namespace

Result<bool> fill_thread(schema::Thread::Builder out, Vault& vault, const ledger::Thread& thread, std::string_view zone) {
  const auto content = content_of(vault, thread.words);
  if (!content.ok() && content.error().code != Errc::damaged) return content.error();
  const bool shown = content.ok() && thread.state != ThreadState::withdrawn;
  out.setId(to_text(thread.id));
  out.setKind(std::string(ledger::name_of(thread.kind)));
  out.setBy(std::string(log::name_of(thread.by)));
  out.setState(std::string(content.ok() ? ledger::name_of(thread.state) : kDamaged));
  out.setText(shown ? content->words.text : std::string());
  out.setMissing(std::string(missing_name(vault, thread.words)));
  fill_parts(out, shown ? content->words.parts : std::vector<ledger::Part>{});
  out.setTransparency(thread.first_kind == ledger::RecordKind::transparency_propose);
  fill_times(out, vault, thread, zone);
  out.setTarget(thread.target.is_zero() ? std::string() : to_text(thread.target));
  out.setWaitsForMe(ledger::waits_for(thread, log::Author::me));
  out.setSaidAt(to_rfc3339(thread.said_at));
  out.setReceivedAt(text_of_instant(vault.received_at(thread.id)));
  out.setByFile(vault.came_by_file(thread.id));
  fill_can(out, vault, thread.id, vault.clock().now());
  out.initHistory(0);
  return content.ok();
}

Result<std::unique_ptr<Operation>> thread_list(Vault& vault, std::string_view zone, schema::ThreadQuery::Reader query,
                                               Replies& replies) {
  AVOW_TRY(const auto since, parse_since(view_of(query.getSince()), zone, vault.clock().now()));
  const auto noun = query.getKind().size() > 0 ? ledger::thread_kind_named(view_of(query.getKind())) : ThreadKind::none;
  if (!noun) return Error{Errc::usage, std::string(text::kUnknownRequest)};
  const std::size_t limit = query.getLimit() > 0 ? query.getLimit() : SIZE_MAX;
  return std::unique_ptr<Operation>(std::make_unique<ThreadList>(vault, noun_of(*noun), zone, since, limit, replies));
}

Result<void> thread_show(Vault& vault, std::string_view zone, schema::ThreadRef::Reader request, Replies& replies) {
  const auto noun = ledger::thread_kind_named(view_of(request.getKind()));
  if (!noun) return Error{Errc::usage, std::string(text::kUnknownRequest)};
  AVOW_TRY(const auto found, find_thread(vault, view_of(request.getId()), *noun));
  std::size_t unreadable = 0;
  if (found.draft) {
    AVOW_CHECK(reply_draft_item(*found.draft, zone, replies));
  } else {
    const Instant now = vault.clock().now();
    AVOW_TRY(const auto thread, vault.ledger().thread(found.id, now));
    AVOW_TRY(const bool readable, reply_item(vault, thread, zone, now, replies));
    if (!readable) unreadable = 1;
  }
  reply_list_end(replies, unreadable);
  return {};
}

}  // namespace avow::app
