/**
 * Lua that runs a script with the libraries it may use and nothing else, and answers with its result as JSON text. What
 * would let a script catch the end of its time (pcall, coroutines), load code or reach outside is not there.
 */
export const sandbox = String.raw`
local function names(from, list)
  local to = {}
  for name in list:gmatch('%S+') do to[name] = from[name] end
  return to
end
local mark = {}
local function array(list) return setmetatable(list, mark) end

local env = names(_G, 'assert error ipairs next pairs select tonumber tostring type')
env.table = names(table, 'concat insert remove sort unpack')
env.math = names(math, 'abs ceil floor fmod huge max min pi tointeger type')
env.string = names(string, 'byte char find format gmatch gsub len lower match rep reverse sub upper')
env.unpack = table.unpack
env.obj = load('local array = ... return ' .. input)(array)

local function quote(text)
  return '"' .. (text:gsub('[%c"\\\127]', function(c) return ('\\u%04x'):format(c:byte()) end)) .. '"'
end

local encode
local function encode_table(value, depth)
  local parts = {}
  if getmetatable(value) == mark or #value > 0 then
    for i = 1, #value do parts[i] = encode(value[i], depth) end
    return '[' .. table.concat(parts, ',') .. ']'
  end
  local keys = {}
  for key in pairs(value) do
    if type(key) ~= 'string' then error('the answer has a key that is a ' .. type(key), 0) end
    keys[#keys + 1] = key
  end
  table.sort(keys)
  for i, key in ipairs(keys) do parts[i] = quote(key) .. ':' .. encode(value[key], depth) end
  return '{' .. table.concat(parts, ',') .. '}'
end

function encode(value, depth)
  local kind = type(value)
  if kind == 'table' then
    if depth == 0 then error('the answer is nested too deeply', 0) end
    return encode_table(value, depth - 1)
  elseif kind == 'string' then return quote(value)
  elseif kind == 'boolean' then return tostring(value)
  elseif kind == 'number' and value == math.floor(value) and math.abs(value) < 2 ^ 53 then return ('%d'):format(value)
  elseif kind == 'number' and value == value and math.abs(value) ~= math.huge then return ('%.14g'):format(value)
  elseif kind == 'nil' then return 'null' end
  error('the answer holds a ' .. kind, 0)
end

local script, problem = load(source, '=script', 't', env)
if script == nil then error(problem, 0) end
return encode(script(), 40)
`;
