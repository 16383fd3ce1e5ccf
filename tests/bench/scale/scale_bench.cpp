// What the service, its store and the list of what is watched on the chain take and give with many
// jobs of three copies each: registration, memory, disk, start-up, a day without news, the looks at
// all jobs after a start. Each size runs in a process of its own, and its start in another one.
//   scale_bench [COPIES...] [--json=FILE]
//   scale_bench --open=FOLDER  a start and nothing else, for a profile
// With RAAS_BENCH_KEEP in the environment the stores stay in /tmp.
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

#include "adapters/api/api.h"
#include "adapters/store/open_store.h"
#include "bench/scale/figures.h"
#include "bench/scale/still_world.h"

namespace raas::bench {
namespace {

constexpr std::uint64_t copies_per_job = 3;
constexpr std::uint64_t orders_per_request = 10'000;
constexpr std::uint64_t jobs_per_pump = 500;
constexpr std::uint64_t providers = 200;
constexpr Epoch beginning = 5'000'000;
constexpr Epoch first_look = beginning + 3000;

using Figures = std::vector<std::pair<std::string, double>>;

/// Steele, Lea and Flood's generator: any number becomes one that looks like chance.
std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15U;
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31U);
}

Cid cid_of(std::string prefix, std::uint64_t number) {
  for (unsigned i = 0; i < 32; ++i) {
    prefix.push_back(static_cast<char>(mixed(4 * number + i / 8) >> (8 * (i % 8))));
  }
  // The last two bits of a piece's commitment are 0.
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) & 0x3fU);
  const auto* const first = reinterpret_cast<const std::uint8_t*>(prefix.data());
  return Cid::from_bytes({first, prefix.size()}).value();
}

/// A service over a real store.
class Deployment {
 public:
  explicit Deployment(const std::string& folder) {
    world_.set_epoch(beginning);
    store_ = open_store(folder, {}).value();
    service_ = std::make_unique<Service>(Ports{.chain = world_,
                                               .deals = world_,
                                               .data = world_,
                                               .directory = world_,
                                               .store = *store_,
                                               .events = world_},
                                         ServiceOptions{});
    if (!service_->open(world_.now())) throw std::runtime_error("the store cannot be read");
    api_ = std::make_unique<Api>(*service_, ApiLimits{});
  }

  Service& service() { return *service_; }
  StillWorld& world() { return world_; }
  Api& api() { return *api_; }
  /// @return Whether anything is left.
  bool pump() {
    ++pumps;
    return service_->pump(world_.now()).more;
  }
  /// Pumps until nothing is left; the time that the longest pump took.
  double settle() {
    double longest = 0;
    for (bool more = true; more;) {
      const double begun = thread_seconds();
      more = pump();
      longest = std::max(longest, thread_seconds() - begun);
    }
    return longest;
  }

  std::uint64_t pumps = 0;

 private:
  StillWorld world_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Api> api_;
};

std::string orders(std::uint64_t first, std::uint64_t count) {
  std::string body = "[";
  for (std::uint64_t number = first; number < first + count; ++number) {
    body += std::string(number == first ? "" : ",") + R"({"cid":")" +
            cid_of(std::string("\x01\x55\x12\x20", 4), number).text() +
            R"(","replication":{"copies_min":3,"copies_target":3,"copies_max":4}})";
  }
  return body + "]";
}

/// @return Seconds.
double register_jobs(Deployment& deployment, std::uint64_t first, std::uint64_t count) {
  const std::string body = orders(first, count);
  const ApiRequest request{.method = "POST",
                           .target = "/register_jobs",
                           .headers = {{"content-type", "application/json"}},
                           .body = body};
  const double begun = wall_seconds();
  const ApiResponse response = deployment.api().handle(request);
  const double taken = wall_seconds() - begun;
  if (response.status != 201) throw std::runtime_error(response.body.substr(0, 500));
  return taken;
}

HostDeal deal_of(std::uint64_t job, std::uint64_t copy) {
  HostDeal deal;
  deal.state = HostDealState::published;
  deal.payload_text = cid_of(std::string("\x01\x55\x12\x20", 4), job).text();
  deal.piece = {.cid = cid_of(std::string("\x01\x81\xe2\x03\x92\x20\x20", 7), job),
                .padded_size = std::uint64_t{1} << 35U};
  deal.provider = 1'000'000 + (mixed(job) + copy) % providers;
  deal.deal = 90'000'000 + job * copies_per_job + copy;
  deal.sector = 100'000 + mixed(job * copies_per_job + copy) % 500'000;
  deal.start_epoch = beginning + 2000;
  deal.end_epoch = beginning + 2000 + 540 * epochs_per_day - static_cast<Epoch>(job % 1000);
  return deal;
}

/// The host's word, then the chain's, on the copies of some jobs.
double make_copies(Deployment& deployment, std::uint64_t first, std::uint64_t count,
                   std::uint64_t& seq) {
  std::vector<HookEvent> events;
  std::vector<Reading> readings;
  for (std::uint64_t job = first; job < first + count; ++job) {
    for (std::uint64_t copy = 0; copy < copies_per_job; ++copy) {
      events.push_back({.seq = ++seq, .told = deal_of(job, copy)});
      readings.push_back({.replica = job * copies_per_job + copy + 1,
                          .facts = {.finding = Finding::proven,
                                    .since = beginning + 1000,
                                    .read_at = beginning + 1500,
                                    .readings = 1}});
    }
  }
  if (!deployment.service().offer(std::move(events))) throw std::runtime_error("queue is full");
  double longest = deployment.settle();
  deployment.world().readings = std::move(readings);
  longest = std::max(longest, deployment.settle());
  return longest;
}

Figures fill(const std::string& folder, std::uint64_t jobs) {
  const std::uint64_t before = resident_bytes();
  Deployment deployment(folder);
  double seconds = 0;
  double first_seconds = 0;
  const double spent_before = thread_seconds();
  for (std::uint64_t first = 0; first < jobs; first += orders_per_request) {
    seconds += register_jobs(deployment, first, std::min(orders_per_request, jobs - first));
    if (first == 0) first_seconds = seconds;
  }
  const double spent = thread_seconds() - spent_before;
  double longest_pump = 0;
  std::uint64_t seq = 0;
  for (std::uint64_t first = 0; first < jobs; first += jobs_per_pump) {
    longest_pump = std::max(
        longest_pump, make_copies(deployment, first, std::min(jobs_per_pump, jobs - first), seq));
  }
  malloc_trim(0);
  const auto copies = static_cast<double>(jobs * copies_per_job);
  return {{"registrations_per_s", static_cast<double>(jobs) / seconds},
          {"registrations_per_cpu_s", static_cast<double>(jobs) / spent},
          {"registrations_per_s_of_first",
           static_cast<double>(std::min(orders_per_request, jobs)) / first_seconds},
          {"filled_rss_bytes_per_copy", static_cast<double>(resident_bytes() - before) / copies},
          {"filled_longest_pump_ms", longest_pump * 1e3}};
}

/// Looks at all jobs: at one in a thousand, or a slice if that is more, some epochs before the
/// others. So they are due alone a week later. @return How many they are.
std::uint64_t look_at_all(Deployment& deployment, std::uint64_t jobs, Figures& figures) {
  const std::uint64_t slice = ServiceOptions{}.jobs_per_slice;
  const std::uint64_t slices = (jobs / 1000 + slice - 1) / slice;
  deployment.world().set_epoch(first_look);
  const double begun = thread_seconds();
  for (std::uint64_t pump = 0; pump < slices; ++pump) deployment.pump();
  deployment.world().set_epoch(first_look + epochs_per_hour);
  const double longest = deployment.settle();
  figures.emplace_back("looks_at_all_s", thread_seconds() - begun);
  figures.emplace_back("looks_longest_pump_ms", longest * 1e3);
  return std::min(jobs, slices * slice);
}

/// What it takes when those are due that were looked at first, and when nothing is.
void idle_passes(Deployment& deployment, std::uint64_t due, Figures& figures) {
  const auto settle_ms = [&deployment] {
    const double begun = thread_seconds();
    deployment.settle();
    return (thread_seconds() - begun) * 1e3;
  };
  figures.emplace_back("idle_pump_ms", settle_ms());
  deployment.world().set_epoch(first_look + Policy{}.look_interval_max_epochs);
  figures.emplace_back("idle_pass_ms", settle_ms());
  figures.emplace_back("idle_pass_jobs_due", static_cast<double>(due));
}

Figures start(const std::string& folder, std::uint64_t jobs) {
  const std::uint64_t before = resident_bytes();
  const double begun = wall_seconds();
  const double spent = thread_seconds();
  Deployment deployment(folder);
  Figures figures = {{"start_s", wall_seconds() - begun},
                     {"start_cpu_s", thread_seconds() - spent}};
  const auto copies = static_cast<double>(jobs * copies_per_job);
  malloc_trim(0);
  figures.emplace_back("rss_bytes_per_copy",
                       static_cast<double>(resident_bytes() - before) / copies);
  std::uint64_t disk = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) disk += file.file_size();
  figures.emplace_back("disk_bytes_per_copy", static_cast<double>(disk) / copies);

  const std::uint64_t due = look_at_all(deployment, jobs, figures);
  figures.emplace_back("pumps", static_cast<double>(deployment.pumps));

  const double evaluation_begun = thread_seconds();
  (void)deployment.service().metrics();  // Asks for a count, which the pumps make.
  (void)deployment.settle();
  figures.emplace_back("evaluation_s", thread_seconds() - evaluation_begun);
  const auto metrics = deployment.service().metrics();
  idle_passes(deployment, due, figures);
  figures.emplace_back("deals_asked", static_cast<double>(deployment.world().deals_asked));
  malloc_trim(0);
  figures.emplace_back("looked_rss_bytes_per_copy",
                       static_cast<double>(resident_bytes() - before) / copies);
  for (const Metric& metric : metrics) {
    if (metric.name == "raas_copies") figures.emplace_back("healthy", metric.samples[1].value);
  }
  return figures;
}

/// Runs @p work in a process of its own, which leaves nothing behind in this one.
Figures in_child(const std::function<Figures()>& work, const std::string& file) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      std::ofstream out(file);
      for (const auto& [name, value] : work()) out << name << ' ' << value << '\n';
      out.close();
      _exit(0);
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
      _exit(1);
    }
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) std::exit(1);
  Figures figures;
  std::ifstream in(file);
  std::string name;
  double value = 0;
  while (in >> name >> value) figures.emplace_back(name, value);
  return figures;
}

Figures measure(std::uint64_t copies) {
  std::string folder = (std::filesystem::temp_directory_path() / "raas-scale-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp");
  const std::uint64_t jobs = copies / copies_per_job;
  const std::string file = folder + ".figures";
  Figures figures = in_child([&] { return fill(folder, jobs); }, file);
  const Figures after = in_child([&] { return start(folder, jobs); }, file);
  figures.insert(figures.end(), after.begin(), after.end());
  if (std::getenv("RAAS_BENCH_KEEP") == nullptr) std::filesystem::remove_all(folder);
  std::filesystem::remove(file);
  return figures;
}

}  // namespace
}  // namespace raas::bench

int main(int argc, char** argv) {
  std::vector<std::uint64_t> sizes;
  std::string json;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.starts_with("--json=")) {
      json = argument.substr(7);
    } else if (argument.starts_with("--open=")) {
      const raas::bench::Deployment opened(argument.substr(7));
      return 0;
    } else {
      sizes.push_back(std::stoull(argument));
    }
  }
  if (sizes.empty()) sizes = {10'000, 100'000, 1'000'000};
  std::ofstream out(json);
  out << "{";
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto figures = raas::bench::measure(sizes[i]);
    std::printf("%llu copies\n", static_cast<unsigned long long>(sizes[i]));
    out << (i == 0 ? "" : ",") << "\n \"" << sizes[i] << "\":{";
    for (std::size_t at = 0; at < figures.size(); ++at) {
      std::printf("  %-32s %14.3f\n", figures[at].first.c_str(), figures[at].second);
      out << (at == 0 ? "" : ",") << "\n  \"" << figures[at].first << "\":" << figures[at].second;
    }
    std::fflush(stdout);
    out << "}";
  }
  out << "}\n";
}
