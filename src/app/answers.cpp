#include "app/answers.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text_leaving.h"

namespace avow::app {
namespace {

void fill_log(schema::LogSummary::Builder out, const log::LogRef& ref, const store::LogState* log) {
  out.setLane(std::string(log::name_of(ref.lane)));
  out.setBy(std::string(log::name_of(ref.by)));
  out.setSize(log != nullptr ? count32(log->size) : 0);
  out.setRoot(to_hex(log != nullptr ? log->root : log::empty_root()));
  out.setCosigned(log != nullptr && log->cosignature ? count32(log->cosignature->checkpoint.size) : 0);
}

}  // namespace

void reply_listening(const std::string& address, bool serving, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto listening = message.initRoot<schema::Item>().initListening();
  listening.setAddress(address);
  listening.setServing(serving);
  replies.item(message.getRoot<schema::Item>());
}

std::uint32_t count32(std::uint64_t count) { return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT32_MAX)); }

template <typename Builder>
void fill_logs(Builder parent, Vault& vault) {
  constexpr unsigned kLogs = 4;
  auto out = parent.initLogs(kLogs);
  unsigned at = 0;
  for (const auto lane : log::kLanes) {
    for (const auto by : {log::Author::me, log::Author::partner}) {
      const log::LogRef ref{lane, by, 0};
      fill_log(out[at++], ref, vault.store().state().find(ref));
    }
  }
}
template void fill_logs(schema::Status::Builder, Vault&);
template void fill_logs(schema::Verified::Builder, Vault&);

Result<void> reply_changed(Vault& vault, const Changed& changed, Replies& replies) {
  // Why no error: the record is durable already, and saying otherwise would have it written twice.
  const auto first = vault.first_time(changed.lane);
  capnp::MallocMessageBuilder message;
  auto record = message.initRoot<schema::Done>().initRecord();
  record.setId(changed.id);
  record.setState(changed.state);
  record.setDue(changed.due);
  record.setDueLocal(changed.due_local);
  record.setLane(changed.lane);
  record.setFirstOfLane(first.ok() && *first);
  record.setSuccessor(changed.successor);
  record.setPromise(changed.promise);
  record.setNext(changed.next);
  record.setExpires(changed.expires);
  record.setExpiresLocal(changed.expires_local);
  const bool stays = changed.state == "draft" && changed.remark.empty() && vault.pairing_stage() == PairingStage::left;
  record.setRemark(stays ? std::string(text::kDraftAfterLeaving) : changed.remark);
  record.setTraces(vault.holds_traces());
  replies.done(message.getRoot<schema::Done>());
  return {};
}

void reply_count(std::uint64_t count, Replies& replies) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Done>().initCount().setCount(count32(count));
  replies.done(message.getRoot<schema::Done>());
}

void reply_list_end(Replies& replies, std::size_t unreadable) {
  capnp::MallocMessageBuilder message;
  auto done = message.initRoot<schema::Done>();
  if (unreadable == 0) done.setList();
  else done.initPartial().setUnreadable(count32(unreadable));
  replies.done(message.getRoot<schema::Done>());
}

void reply_words(const SpokenWords& spoken, Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initWords();
  auto words = out.initWords(static_cast<unsigned>(spoken.words.size()));
  for (unsigned i = 0; i < words.size(); ++i) words.set(i, spoken.words[i]);
  out.setSaidAt(spoken.said_on);
  auto logs = out.initLogs(static_cast<unsigned>(spoken.sizes.size()));
  for (unsigned i = 0; i < logs.size(); ++i) {
    const auto& [ref, size] = spoken.sizes[i];
    logs[i].setLane(std::string(log::name_of(ref.lane)));
    logs[i].setBy(std::string(log::name_of(ref.by)));
    logs[i].setSize(count32(size));
  }
  replies.done(message.getRoot<schema::Done>());
}

}  // namespace avow::app
