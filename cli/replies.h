// The two ways an answer is shown: as JSON lines for programs, or as a few calm lines for a person.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/replies.h"
#include "cli/command.h"
#include "cli/output.h"

namespace avow::cli {

class ShownReplies : public app::Replies {
 public:
  bool finished() const { return finished_; }
  int exit_code() const { return exit_code_; }
  void done(schema::Done::Reader done) final;

 protected:
  virtual void show_done(schema::Done::Reader done) = 0;

 private:
  bool finished_ = false;
  int exit_code_ = 0;
};

// {"v":1,"data":…}: one line for each event and one for the end; a list is one line, written as it comes.
class JsonReplies final : public ShownReplies {
 public:
  // `list`: the name of the array when the answer is a list ("notes").
  JsonReplies(Output& output, std::string list) : output_(output), list_(std::move(list)) {}
  void item(schema::Item::Reader item) override;

 private:
  void show_done(schema::Done::Reader done) override;
  void element(const std::string& json);
  void begin_list();
  void end_list(std::string_view more);
  Output& output_;
  std::string list_;
  bool begun_ = false;
  bool first_ = true;
};

// Says what there is or what changed, and what comes next. All text of people is neutralised.
class HumanReplies final : public ShownReplies {
 public:
  HumanReplies(Output& output, std::string command) : output_(output), command_(std::move(command)) {}
  void item(schema::Item::Reader item) override;

 private:
  void show_done(schema::Done::Reader done) override;
  void note(schema::Note::Reader note);
  void note_details(schema::Note::Reader note);
  void templates(schema::Templates::Reader templates);
  void promise(schema::Promise::Reader promise);
  void labelled(std::string_view label, capnp::Text::Reader value);
  void promise_details(schema::Promise::Reader promise);
  void changed_terms(schema::Proposal::Reader proposal, schema::Promise::Reader promise);
  void listening(schema::Listening::Reader listening);
  void invite(schema::Invite::Reader invite);
  void status(schema::Status::Reader status);
  void record(schema::RecordState::Reader record);
  void count(schema::Count::Reader count);
  void verified(schema::Verified::Reader verified);
  void words(schema::SpokenWords::Reader words);
  void paired(schema::Paired::Reader paired);
  void confirmed(schema::Confirmed::Reader confirmed);
  void synced(schema::Synced::Reader synced);
  // human_threads.cpp
  void thread(schema::Thread::Reader thread);
  void thread_details(schema::Thread::Reader thread);
  void headed(capnp::List<schema::Headed>::Reader parts, std::string_view indent);
  // human_daily.cpp
  void today(schema::Today::Reader today);
  void config(schema::Config::Reader config);
  void setting(schema::Setting::Reader setting);
  void local_facts(schema::LocalFacts::Reader facts);
  void doctor(schema::Doctor::Reader doctor);
  void brief_item(capnp::Text::Reader id, capnp::Text::Reader said, const std::string& about);
  void more(std::uint32_t count, std::string_view command);
  void setting_row(schema::Setting::Reader setting);
  // human_stats.cpp
  void stats(schema::Stats::Reader stats);
  void picture(schema::Picture::Reader picture);
  // human_checkin.cpp
  void checkin(schema::Checkin::Reader checkin);
  void checkin_line(schema::Checkin::Reader checkin);
  void checkin_answer(schema::CheckinAnswer::Reader answer, const std::string& shown);
  void checkin_questions(schema::Checkin::Reader checkin);
  void checkin_warnings(schema::Checkin::Reader checkin);
  // human_private.cpp
  void private_record(schema::PrivateRecord::Reader record);
  // human_taking_back.cpp
  void taken_back(schema::TakenBack::Reader item);
  void taken_back_counted(std::uint32_t count);
  void said_or_missing(capnp::Text::Reader said, capnp::Text::Reader missing, std::string_view gap = "  ");
  // human_bundles.cpp
  void bundle_exported(schema::BundleExported::Reader exported);
  void bundle_imported(schema::BundleImported::Reader imported);
  // human_looking_back.cpp
  void hit(schema::Hit::Reader hit);
  void searched(schema::Searched::Reader searched);
  void moment(schema::Moment::Reader moment);
  void shared_item(schema::SharedItem::Reader item);
  void rekeyed(schema::Rekeyed::Reader rekeyed);
  void restored_record(schema::RestoredRecord::Reader record);
  void us(schema::Us::Reader us);
  void us_items(std::string_view heading, capnp::List<schema::UsItem>::Reader items,
                const std::function<std::string(schema::UsItem::Reader)>& about);
  // human_serving.cpp
  void event(schema::Event::Reader event);
  void locked(schema::Locked::Reader locked);
  void unlocked(schema::Unlocked::Reader unlocked);
  void left(schema::Left::Reader left);
  void logs(capnp::List<schema::LogSummary>::Reader logs);
  void five_words(capnp::List<capnp::Text>::Reader words);
  void line(std::string_view label, const std::string& value);
  void next(std::string_view sentence);
  Output& output_;
  std::string command_;
  std::size_t items_ = 0;
  std::string heading_;  // the one that the last item stands under
};

std::unique_ptr<ShownReplies> replies_for(Output& output, const Command& command);

// The first characters of an id, as people read and type it. Why eight: never ambiguous in practice (40 bits),
// while a list can still be written as it comes.
std::string short_id(std::string_view id);

}  // namespace avow::cli
