-- Single events of random users; with PACE (milliseconds) each connection waits about so long between requests.
local users = tonumber(os.getenv("USERS") or "200000")
local items = tonumber(os.getenv("ITEMS") or "100000")
local pace = tonumber(os.getenv("PACE") or "0")
local headers = { ["Content-Type"] = "application/json" }

function init(arguments)
  math.randomseed(os.time())
end

function delay()
  if pace == 0 then return 0 end
  return math.floor(-pace * math.log(1 - math.random()) + 0.5)
end

function request()
  local body = string.format(
    '{"user":"u%d","item":"i%d","kind":"view"}', math.random(0, users - 1),
    math.random(0, items - 1))
  return wrk.format("POST", "/v1/events", headers, body)
end

function done(summary, latency, requests)
  io.write(string.format(
    "RESULT writes=%d seconds=%.2f rate=%.0f p50=%.2f p99=%.2f p999=%.2f max=%.2f errors=%d\n",
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3,
    latency.max / 1e3,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
      + summary.errors.timeout))
end
