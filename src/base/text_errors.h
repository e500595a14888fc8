// What a person is told when something did not work: a sentence and a next step, from an Error's code, the command that
// met it and, where the context is one of base/reason.h, from that. Put together in wire/explanation.
#pragma once

#include <string_view>

#include "base/result.h"

namespace avow::text {

// An error as a person meets it. An empty sentence: the error's own context is the sentence.
struct ErrorText {
  std::string_view sentence;
  std::string_view hint;  // what to do now
};
// `command`: what was asked for ("note show"), "" when it is not known. Some next steps depend on it.
ErrorText error_text(Errc code, std::string_view command = {});

// The words of one reason; "{}" in the sentence stands for what follows it in the context.
struct ReasonText {
  Errc code;
  std::string_view begins;
  std::string_view sentence;  // "": the context is the sentence
  std::string_view hint;
};
// nullptr when the context is none of those.
const ReasonText* find_reason(Errc code, std::string_view context);

}  // namespace avow::text
