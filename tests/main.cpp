#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>

#include "crypto/init.h"

namespace {

// Why: ctest runs one case by its name, and a name that it cannot pass on (one with a semicolon) would run none and be called
// a success.
class Counted final : public doctest::IReporter {
 public:
  explicit Counted(const doctest::ContextOptions&) {}
  static bool none_ran() { return none_ran_; }
  void test_run_end(const doctest::TestRunStats& run) override { none_ran_ = run.numTestCasesPassingFilters == 0; }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_case_start(const doctest::TestCaseData&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  static inline bool none_ran_ = false;
};

DOCTEST_REGISTER_LISTENER("counted", 1, Counted);

}  // namespace

int main(int argc, char** argv) {
  if (!avow::crypto::start().ok()) return EXIT_FAILURE;
  const int result = doctest::Context(argc, argv).run();
  return Counted::none_ran() ? EXIT_FAILURE : result;
}
