// The questions of a check-in, and what a typed answer to one of them means. Two sets are built in, both of our own words;
// anybody's own come as JSON text from a file. Pure: no vault, no file.
#pragma once

#include <protocol/api.capnp.h>

#include "app/kept_answers.h"

namespace avow::app {

using Questions = std::vector<ledger::Question>;

// "" or "pulse": at most a minute. "talk": what to think about before a weekly talk. Error{usage}: no such set.
Result<Questions> built_in_questions(std::string_view set);
// {"questions":[{"key":"calm","text":"…","lowest":0,"highest":10,"sharing":"band"}]}, at most
// limits::kQuestionSetBytesMax bytes. Error{usage}: what is wrong, and with which question.
Result<Questions> parse_questions(std::string_view json);

// What an answer to it gets that names no level. `safety` is private whatever the question says: the partner may have
// written the question.
ledger::Sharing usual_sharing(const ledger::Question& question);
// A typed value, with a level or "". Error{usage}: not on its scale, no such level; the sentence names the choices.
Result<KeptAnswer> parse_answer(const ledger::Question& question, std::string_view value, std::string_view sharing);
// Each answer to one of the questions, none twice, at least one. Error{usage}.
Result<std::vector<KeptAnswer>> parse_answers(const Questions& questions,
                                              capnp::List<schema::GivenAnswer>::Reader given);

// What the other gets to see of it; empty: nothing. `previous`: one's own last answer to that key, for a trend; without
// one there is nothing to compare with, and nothing is shown.
std::optional<ledger::CheckinAnswer> shared_of(const KeptAnswer& answer, const ledger::Question& question,
                                               const KeptAnswer* previous);
// "7", "middle", "up", or what was written.
std::string answer_text(const ledger::CheckinAnswer& answer);

inline bool asks_for_words(const ledger::Question& question) { return question.lowest == 0 && question.highest == 0; }
// Small letters, digits, _ and -: what a question's key and a set's name are made of.
bool is_plain_name(std::string_view text);
const ledger::Question* find_question(const Questions& questions, std::string_view key);

}  // namespace avow::app
