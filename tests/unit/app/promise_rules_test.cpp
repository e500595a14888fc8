// What a help page says of a verb is the ledger's own table, in words.
#include "app/promise_rules.h"

#include <doctest/doctest.h>

#include "ledger/transitions.h"

using namespace avow;
using app::promise_rule;
using app::PromiseRule;

TEST_CASE("the rules of a verb in words") {
  CHECK(promise_rule("release") == PromiseRule{"the other", "active, also past due; paused", "Released"});
  CHECK(promise_rule("resume") == PromiseRule{"the one who promises", "paused", "Active"});
  CHECK(promise_rule("offer") == PromiseRule{"the one who promises", "nothing yet; draft", "Draft (private lane); Offered"});
  CHECK(promise_rule("decline") ==
        PromiseRule{"who is to answer the open terms; who did not make the proposal",
                    "anything that waits for an answer; any report; active, also past due; paused",
                    "Declined; unchanged, old terms or word stand"});
  CHECK(promise_rule("correct")->from == "any report");
  CHECK_FALSE(promise_rule("list"));
  CHECK_FALSE(promise_rule(""));
}

TEST_CASE("every verb of the ledger has a rule, and each of its rows is in it") {
  for (const auto& row : ledger::transitions()) {
    CAPTURE(row.verb);
    const auto rule = promise_rule(row.verb);
    REQUIRE(rule);
    CHECK_FALSE(rule->from.empty());
    CHECK(rule->to.find(row.to) != std::string::npos);
  }
}
