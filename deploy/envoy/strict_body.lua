-- Owns refusing misspelt fields of a JSON body by name. Envoy's transcoder drops a field it does not know without a
-- word, so a request would succeed and quietly lose data. This walks the text once, looking only at keys; whether the
-- text is JSON at all, and whether a value fits its field, the transcoder decides afterwards.
--
-- Above this code stand two tables generated from the contract:
--   MESSAGES[full name] = { names = {field, ...}, keys = { [spelling] = false | "message" | { "message" or false } } }
--     (a value in braces is a map: its keys are data)
--   ROUTES["POST 5 withdraw"] = { { segments = {"v1", "*", ...}, message = "full name" }, ... }; REST_ROUTES likewise
--     for templates that end in **

local byte, find, sub = string.byte, string.find, string.sub

-- Deeper nesting than this is left to the transcoder, which refuses it.
local DEEPEST = 200
local QUOTE, COMMA, COLON, BACKSLASH = 34, 44, 58, 92
local OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST = 123, 125, 91, 93
local SHOWN_FIELDS = 40

-- Thrown as a value so that nothing is allocated; it means: not JSON, let the transcoder say so.
local NOT_JSON = {}

-- Bytes and plain searches only, no patterns: these LuaJIT compiles, which halves the time of a large body.
local function at_token(text, at)
  while true do
    local found = byte(text, at)
    if not found then error(NOT_JSON) end
    if found > 32 then return at end
    at = at + 1
  end
end

local function closing_quote(text, at)
  local from = at + 1
  while true do
    local found = find(text, '"', from, true)
    if not found then error(NOT_JSON) end
    local before = found - 1
    while byte(text, before) == BACKSLASH do before = before - 1 end
    if (found - before) % 2 == 1 then return found end -- an even number of backslashes escapes only each other
    from = found + 1
  end
end

local function scalar_end(text, at)
  while true do
    local found = byte(text, at)
    if not found or found <= 32 or found == COMMA or found == CLOSE_OBJECT or found == CLOSE_LIST then return at end
    at = at + 1
  end
end

local SIMPLE = { n = "\n", t = "\t", r = "\r", b = "\b", f = "\f" }
local function unescaped(key)
  if not find(key, "\\", 1, true) then return key end
  key = key:gsub("\\u00(%x%x)", function(digits) return string.char(tonumber(digits, 16)) end)
  return (key:gsub("\\([^u])", function(letter) return SIMPLE[letter] or letter end))
end

local walk

local function walk_object(text, at, message, map_of, path, depth)
  local known = message and MESSAGES[message]
  at = at_token(text, at + 1)
  if byte(text, at) == CLOSE_OBJECT then return at + 1 end
  while true do
    if byte(text, at) ~= QUOTE then error(NOT_JSON) end
    local close = closing_quote(text, at)
    local inner, inner_map = nil, nil
    local here = path
    if known then
      local key = unescaped(sub(text, at + 1, close - 1))
      local kind = known.keys[key]
      if kind == nil then error({ field = key, message = message, path = path }) end
      if type(kind) == "table" then inner_map = kind else inner = kind or nil end
      if kind then here = { path, key } end
    elseif map_of then
      inner = map_of[1] or nil
      if inner then here = { path, "[" .. sub(text, at, close) .. "]" } end
    end
    at = at_token(text, close + 1)
    if byte(text, at) ~= COLON then error(NOT_JSON) end
    at = at_token(text, walk(text, at_token(text, at + 1), inner, inner_map, here, depth + 1))
    local after = byte(text, at)
    if after == CLOSE_OBJECT then return at + 1 end
    if after ~= COMMA then error(NOT_JSON) end
    at = at_token(text, at + 1)
  end
end

local function walk_list(text, at, message, path, depth)
  at = at_token(text, at + 1)
  if byte(text, at) == CLOSE_LIST then return at + 1 end
  local index = 0
  while true do
    local here = message and { path, index } or path
    at = at_token(text, walk(text, at, message, nil, here, depth + 1))
    local after = byte(text, at)
    if after == CLOSE_LIST then return at + 1 end
    if after ~= COMMA then error(NOT_JSON) end
    at = at_token(text, at + 1)
    index = index + 1
  end
end

-- Walks one value that starts at `at`; returns where the text goes on after it. Without `message` and `map_of` the
-- value is a scalar or free-form, and is only stepped over.
walk = function(text, at, message, map_of, path, depth)
  if depth > DEEPEST then error(NOT_JSON) end
  local first = byte(text, at)
  if first == QUOTE then return closing_quote(text, at) + 1 end
  if first == OPEN_OBJECT then return walk_object(text, at, message, map_of, path, depth) end
  if first == OPEN_LIST then return walk_list(text, at, message, path, depth) end
  return scalar_end(text, at)
end

-- How many letters must be inserted, dropped or replaced to get from one word to the other.
local function distance(one, other)
  local row = {}
  for column = 0, #other do row[column] = column end
  for line = 1, #one do
    local diagonal = row[0]
    row[0] = line
    for column = 1, #other do
      local cost = byte(one, line) == byte(other, column) and 0 or 1
      local best = math.min(row[column] + 1, row[column - 1] + 1, diagonal + cost)
      diagonal, row[column] = row[column], best
    end
  end
  return row[#other]
end

local function nearest(word, names)
  local best, best_distance = nil, math.max(2, math.floor(#word / 3)) + 1
  if #word > 100 then return nil end
  for _, name in ipairs(names) do
    local found = distance(word:lower(), name)
    if found < best_distance then best, best_distance = name, found end
  end
  return best
end

local function spelled(path)
  if not path then return "" end
  local before, step = spelled(path[1]), path[2]
  if type(step) == "number" then return before .. "[" .. step .. "]" end
  if before == "" or sub(step, 1, 1) == "[" then return before .. step end
  return before .. "." .. step
end

local function plain(word)
  return (sub(word, 1, 100):gsub("[%c\127-\255]", "?"))
end

local function refusal(found)
  local names = MESSAGES[found.message].names
  local where = plain(spelled({ found.path, found.field }))
  local text = 'unknown field "' .. plain(found.field) .. '" in ' .. found.message
  if found.path then text = text .. " (at " .. where .. ")" end
  local suggestion = nearest(found.field, names)
  if suggestion then text = text .. '; did you mean "' .. suggestion .. '"?' else text = text .. "." end
  if #names == 0 then return text .. " It has no fields.", where end
  local shown = table.concat(names, ", ", 1, math.min(#names, SHOWN_FIELDS))
  return text .. " Its fields are: " .. shown .. (#names > SHOWN_FIELDS and ", …" or "") .. ".", where
end

-- The refusal of a body as text for people and the path of the field, or nil when every key is known.
function unknown_field(text, message)
  local start = find(text, "[^ \t\r\n]")
  if not start then return nil end
  local fine, found = pcall(walk, text, start, message, nil, nil, 0)
  if fine or type(found) ~= "table" or not found.field then return nil end
  return refusal(found)
end

local function fits(segments, template)
  for index, expected in ipairs(template) do
    if expected == "**" then return true end
    if expected ~= "*" and expected ~= segments[index] then return false end
  end
  return true
end

-- The rule a request is transcoded by, or nil when it takes no JSON body.
function body_rule(method, path)
  path = path:match("^[^?#]*")
  local verb = ""
  local colon = find(path, ":[^:/]*$")
  if colon and VERBS[sub(path, colon + 1)] then
    verb = sub(path, colon + 1)
    path = sub(path, 1, colon - 1)
  end
  local segments = {}
  for segment in path:gmatch("[^/]+") do segments[#segments + 1] = segment end
  for _, rule in ipairs(ROUTES[method .. " " .. #segments .. " " .. verb] or {}) do
    if fits(segments, rule.segments) then return rule end
  end
  for _, rule in ipairs(REST_ROUTES[method .. " " .. verb] or {}) do
    if #segments >= #rule.segments - 1 and fits(segments, rule.segments) then return rule end
  end
  return nil
end

function envoy_on_request(request)
  local headers = request:headers()
  local kind = headers:get("content-type")
  if kind and sub(kind, 1, 16) == "application/grpc" then return end
  local rule = body_rule(headers:get(":method"), headers:get(":path"))
  if not rule or not rule.message then return end
  local body = request:body()
  if not body then return end
  local text, field = unknown_field(body:getBytes(0, body:length()), rule.message)
  if not text then return end
  request:streamInfo():dynamicMetadata():set("sepia.strict_body", "field", field)
  request:respond({ [":status"] = "400" }, text)
end
