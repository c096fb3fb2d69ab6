/** Lua for Istio's routes (rules §5.5). Each starts from the object as it was before the release. */

const virtualService = String.raw`
local spec = obj.data.spec
local canary, stable = obj.canaryService, obj.stableService
local weight = obj.canaryWeight
if weight == -1 then weight = 100 end

local function destination()
  if canary == stable then return { host = stable, subset = 'canary' } end
  return { host = canary }
end

local function is_stable(route)
  local host = route.destination and route.destination.host or ''
  return host:match('^[^.]+') == stable
end

local function has_stable(rule)
  for _, route in ipairs(rule.route or {}) do
    if is_stable(route) then return true end
  end
  return false
end

local function share(rules)
  for _, rule in ipairs(rules or {}) do
    if rule.match == nil and has_stable(rule) then
      local count = #rule.route
      for _, route in ipairs(rule.route) do
        if route.weight then route.weight = math.floor(route.weight * (100 - weight) / 100)
        else route.weight = math.floor((100 - weight) / count) end
      end
      table.insert(rule.route, { destination = destination(), weight = weight })
    end
  end
end

local function value_of(match)
  if match.type == 'RegularExpression' then return { regex = match.value } end
  if match.type == 'PathPrefix' then return { prefix = match.value } end
  return { exact = match.value }
end

local function by_name(matches)
  if matches == nil or #matches == 0 then return nil end
  local named = {}
  for _, match in ipairs(matches) do named[match.name] = value_of(match) end
  return named
end

local function header_map(headers)
  if headers == nil or #headers == 0 then return nil end
  local map = {}
  for _, header in ipairs(headers) do map[header.name] = header.value end
  return map
end

local function own_rule(match)
  local wanted = { headers = by_name(match.headers), queryParams = by_name(match.queryParams) }
  if match.path then
    local path = { type = match.path.type or 'PathPrefix', value = match.path.value }
    wanted.uri = value_of(path)
  end
  local rule = { match = { wanted }, route = { { destination = destination() } } }
  local modifier = obj.requestHeaderModifier
  if modifier then
    local remove = modifier.remove
    if remove and #remove == 0 then remove = nil end
    rule.headers = { request = { set = header_map(modifier.set), add = header_map(modifier.add), remove = remove } }
  end
  return rule
end

if obj.matches and #obj.matches > 0 then
  spec.http = spec.http or {}
  for _, match in ipairs(obj.matches) do table.insert(spec.http, 1, own_rule(match)) end
else
  share(spec.http)
  share(spec.tcp)
  share(spec.tls)
end
return obj.data
`;

const destinationRule = String.raw`
local spec = obj.data.spec
if spec.subsets == nil then error('the DestinationRule has no subsets', 0) end
table.insert(spec.subsets, { name = 'canary', labels = { ['istio.service.tag'] = 'gray' } })
return obj.data
`;

/** By kind and group, as the ConfigMap spells its keys. */
export const builtInScripts: Readonly<Record<string, string>> = {
  'VirtualService.networking.istio.io': virtualService,
  'DestinationRule.networking.istio.io': destinationRule,
};
