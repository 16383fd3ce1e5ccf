#include "sim/trace.h"

#include <boost/json/serialize.hpp>

namespace mock {

namespace json = boost::json;

Trace::Trace(const std::filesystem::path& file, const Aggregator& aggregator)
    : wanted_(!file.empty()), aggregator_(aggregator) {
  if (wanted_) stream_.open(file, std::ios::binary | std::ios::trunc);
}

void Trace::deal_changed(const DealRecord& record) {
  if (!wanted_) return;
  stream_ << aggregator_.now() << " deal " << record.id << ' ' << name_of(record.state)
          << " reason=" << record.terms.reason << " key=" << record.terms.key
          << " payload=" << record.terms.payload_cid;
  if (record.provider != 0) stream_ << " provider=" << provider_text(record.provider);
  if (record.deal) stream_ << " deal=" << *record.deal;
  if (record.end_epoch != no_epoch) stream_ << " end=" << record.end_epoch;
  if (record.sector) stream_ << " sector=" << *record.sector;
  if (!record.message.empty()) stream_ << " because=\"" << record.message << '"';
  stream_ << '\n';
}

void Trace::weather(const WeatherEvent& event) {
  if (!wanted_) return;
  stream_ << event.epoch << " provider " << provider_text(event.provider)
          << (event.returns    ? " returns"
              : event.for_good ? " leaves for good"
                               : " goes away")
          << '\n';
}

void Trace::event(const Happening& happening, const Turn& turn) {
  if (!wanted_) return;
  stream_ << turn.epoch << (turn.ends ? " ends " : " begins ")
          << json::serialize(json_of(happening)) << '\n';
}

void Trace::client(const std::string& payload_cid, const std::string& what) {
  if (wanted_) stream_ << aggregator_.now() << " client " << payload_cid << ' ' << what << '\n';
}

}  // namespace mock
