#include <boost/json.hpp>

#include "adapters/api/answer.h"
#include "adapters/api/body.h"
#include "adapters/api/flat_order.h"
#include "adapters/api/job_json.h"
#include "adapters/api/names.h"
#include "adapters/api/order_reading.h"
#include "adapters/api/query.h"
#include "adapters/api/routes.h"
#include "base/check.h"

namespace raas::api {

namespace json = boost::json;

namespace {

std::vector<Order> orders_of(const std::vector<ReadOrder>& read) {
  std::vector<Order> orders;
  orders.reserve(read.size());
  for (const ReadOrder& one : read) orders.push_back(one.order);
  return orders;
}

json::object receipt_json(const OrderReceipt& receipt, const ReadOrder& read) {
  const auto outcome = name_of(receipt.outcome);
  json::object object{{"id", receipt.job},
                      {"cid", text_json(read.order.payload_text)},
                      {"outcome", text_json(outcome)}};
  if (read.notes.empty()) return object;
  json::array notes;
  for (const auto& note : read.notes) notes.push_back(text_json(note));
  object["notes"] = std::move(notes);
  return object;
}

std::string message_of(const OrderReceipt& receipt, const ReadOrder& read) {
  std::string message = "job " + std::to_string(receipt.job) + " " +
                        std::string(name_of(receipt.outcome)) + " for " + read.order.payload_text;
  for (const auto& note : read.notes) message += "; " + note;
  return message;
}

Problems query_problems(const Call& call) {
  Problems problems;
  Query(call.query, problems).refuse_unknown();
  return problems;
}

}  // namespace

ApiResponse answer_register_jobs(const Call& call) {
  Problems problems = query_problems(call);
  if (!problems.empty()) return problems_answer(problems);
  const auto body = json_body(call);
  if (!body) return body.error();

  const auto read = read_orders(*body, order_rules(call), problems);
  if (!problems.empty()) return problems_answer(problems);
  const auto receipts = call.desk.place(orders_of(read));
  if (!receipts) return desk_error_answer(receipts.error());
  RAAS_CHECK(receipts->size() == read.size());

  bool any_created = false;
  json::array jobs;
  for (std::size_t at = 0; at < read.size(); ++at) {
    const OrderReceipt& receipt = (*receipts)[at];
    any_created = any_created || receipt.outcome == OrderOutcome::created;
    jobs.push_back(receipt_json(receipt, read[at]));
  }
  return json_answer(any_created ? 201 : 200, json::object{{"jobs", std::move(jobs)}});
}

ApiResponse answer_register_job(const Call& call) {
  Problems problems = query_problems(call);
  if (!problems.empty()) return problems_answer(problems);
  const auto fields = form_body(call);
  if (!fields) return fields.error();

  const auto read = read_flat_order(*fields, "", order_rules(call), problems);
  if (!problems.empty()) return problems_answer(problems);
  const auto receipts = call.desk.place({read.order});
  if (!receipts) return desk_error_answer(receipts.error());
  RAAS_CHECK(receipts->size() == 1);

  const OrderReceipt& receipt = receipts->front();
  return json_answer(
      201, json::object{{"message", text_json(message_of(receipt, read))}, {"id", receipt.job}});
}

}  // namespace raas::api
