#include <random>

#include "aggregator/tables/abi_values.h"
#include "validate/check.h"
#include "validate/config_schema.h"
#include "validate/trial.h"

namespace mock {
namespace {

constexpr std::size_t large_config_bytes = 10'000'000;
constexpr int random_configs = 200;

std::string schema_of(Subject& subject) {
  return std::string(view_of(subject.entry().descriptor->config_schema));
}

/// What a new instance says to a configuration.
Said init_with(Subject& subject, TrialHost& host, const std::string& config) {
  Trial trial(subject, host, {.config = config, .state = "state"});
  const Said created = trial.create();
  return created.status == RAAS_OK ? trial.init() : created;
}

void missing_required_extension_is_named(Subject& subject, Findings& findings) {
  for (const std::string& id : ids_of(subject.entry().descriptor->extensions_required)) {
    TrialHost host({.rpc = true, .lacking = {id}, .tail_bytes = 0});
    const Said said = init_with(subject, host, "");
    findings.expect(said.status == RAAS_E_UNSUPPORTED, "without " + id + ": status " +
                                                           std::to_string(said.status) +
                                                           ", expected RAAS_E_UNSUPPORTED");
    findings.expect(
        said.text.find(id) != std::string::npos,
        "without " + id + ": refused with \"" + said.text + "\", which does not name it");
  }
}

void missing_optional_extension_is_fine(Subject& subject, Findings& findings) {
  for (const std::string& id : ids_of(subject.entry().descriptor->extensions_optional)) {
    TrialHost host({.rpc = true, .lacking = {id}, .tail_bytes = 0});
    const Said said = init_with(subject, host, "");
    findings.expect(said.status == RAAS_OK,
                    "without " + id + ": status " + std::to_string(said.status) + ": " + said.text);
  }
}

void defaults_are_accepted(Subject& subject, Findings& findings) {
  std::vector<std::string> configs = default_configs(schema_of(subject));
  configs.insert(configs.end(), {"", "{}", " {\n} "});
  TrialHost host;
  for (const std::string& config : configs) {
    const Said said = init_with(subject, host, config);
    findings.expect(said.status == RAAS_OK, "config " + config + ": status " +
                                                std::to_string(said.status) + ": " + said.text);
  }
}

void each_rule_of_the_schema_is_kept(Subject& subject, Findings& findings) {
  TrialHost host;
  for (const WrongConfig& wrong : wrong_configs(schema_of(subject))) {
    const Said said = init_with(subject, host, wrong.text);
    const std::string where = wrong.pointer + ": " + wrong.what;
    findings.expect(
        said.status == RAAS_E_INVALID,
        where + ": status " + std::to_string(said.status) + ", expected RAAS_E_INVALID");
    findings.expect(said.text.find(wrong.pointer) != std::string::npos,
                    where + ": refused with \"" + said.text + "\", which does not name the place");
  }
}

void refuses(Subject& subject, TrialHost& host, const std::string& config, const char* what,
             Findings& findings) {
  const Said said = init_with(subject, host, config);
  findings.expect(
      said.status == RAAS_E_INVALID,
      std::string(what) + ": status " + std::to_string(said.status) + ", expected RAAS_E_INVALID");
  findings.expect(!said.text.empty(), std::string(what) + ": refused without a reason");
}

void text_that_is_no_config_is_refused(Subject& subject, Findings& findings) {
  TrialHost host;
  refuses(subject, host, "[]", "an array", findings);
  refuses(subject, host, "null", "null", findings);
  refuses(subject, host, "{", "half an object", findings);
  refuses(subject, host, "{} {}", "two objects", findings);
  refuses(subject, host, std::string("{}\0", 3), "a NUL after the object", findings);
  refuses(subject, host, "{\"\xff\xfe\": 1}", "a key that is not UTF-8", findings);
  refuses(subject, host, std::string(100000, '['), "arrays within arrays, without end", findings);
  refuses(subject, host, "{\"" + std::string(large_config_bytes, 'k') + "\": 1}",
          "a key of ten megabytes", findings);
  refuses(subject, host, "{\"x\": \"" + std::string(large_config_bytes, 'v'),
          "half a text of ten "
          "megabytes",
          findings);
}

void random_text_is_refused(Subject& subject, Findings& findings) {
  TrialHost host;
  std::minstd_rand random(1);
  for (int at = 0; at < random_configs; ++at) {
    std::string config(1 + random() % 200, '\0');
    for (char& byte : config) byte = static_cast<char>(random());
    config.front() = '{';
    refuses(subject, host, config, "random bytes", findings);
  }
}

void unusable_state_folder_is_refused(Subject& subject, Findings& findings) {
  TrialHost host;
  const std::string missing = (host.scratch.path() / "missing").string();
  for (const std::string& folder : {missing, std::string("relative"), std::string()}) {
    Trial trial(subject, host);
    trial.create();
    const Said said = trial.init([&](raas_init& params) { params.state_dir = str_of(folder); });
    findings.expect(said.status != RAAS_OK, "state_dir \"" + folder + "\" was accepted");
    findings.expect(!said.text.empty(), "state_dir \"" + folder + "\": refused without a reason");
  }
}

void state_folder_in_use_is_busy(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial first(subject, host);
  first.begin();
  TrialHost other;
  Trial second(subject, other);
  second.create();
  const std::string same = (host.scratch.path() / "state").string();
  const auto status =
      second.init([&](raas_init& params) { params.state_dir = str_of(same); }).status;
  findings.expect(status == RAAS_E_BUSY, "state_dir of another instance: status " +
                                             std::to_string(status) + ", expected RAAS_E_BUSY");
}

void wrong_init_arguments_are_refused(Subject& subject, Findings& findings) {
  TrialHost host;
  Trial trial(subject, host);
  trial.create();
  const Said said = trial.init([](raas_init& params) { params.struct_size = 4; });
  findings.expect(said.status == RAAS_E_INVALID, "init: struct_size is 4: status " +
                                                     std::to_string(said.status) +
                                                     ", expected RAAS_E_INVALID");
  const auto status = trial.pump().status;
  findings.expect(status < 0, "pump after a refused init: status " + std::to_string(status) +
                                  ", expected a refusal");
}

}  // namespace

Checks init_checks() {
  return {{"init/missing_required_extension_is_named", missing_required_extension_is_named},
          {"init/missing_optional_extension_is_fine", missing_optional_extension_is_fine},
          {"init/defaults_are_accepted", defaults_are_accepted},
          {"init/each_rule_of_the_schema_is_kept", each_rule_of_the_schema_is_kept},
          {"init/text_that_is_no_config_is_refused", text_that_is_no_config_is_refused},
          {"init/random_text_is_refused", random_text_is_refused},
          {"init/unusable_state_folder_is_refused", unusable_state_folder_is_refused},
          {"init/state_folder_in_use_is_busy", state_folder_in_use_is_busy},
          {"init/wrong_arguments_are_refused", wrong_init_arguments_are_refused}};
}

}  // namespace mock
