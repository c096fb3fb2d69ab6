/** Lua for what each class of Ingress controller is told by annotations (rules §5.3). */

const canary = String.raw`
local annotations = obj.annotations

local function clear(prefix, names)
  for name in names:gmatch('%S+') do annotations[prefix .. name] = nil end
end

local function is_pattern(match) return match.type == 'RegularExpression' end

-- The first header of each match; a later match's header takes the place of an earlier one's.
local function by_header(prefix, header)
  if header.name == 'canary-by-cookie' then
    annotations[prefix .. 'canary-by-cookie'] = header.value
    return
  end
  clear(prefix, 'canary-by-header-pattern canary-by-header-value')
  annotations[prefix .. 'canary-by-header'] = header.name
  annotations[prefix .. (is_pattern(header) and 'canary-by-header-pattern' or 'canary-by-header-value')] = header.value
end

local function canary(prefix)
  clear(prefix, 'canary canary-weight canary-by-cookie')
  clear(prefix, 'canary-by-header canary-by-header-pattern canary-by-header-value')
  annotations[prefix .. 'canary'] = 'true'
  if obj.weight ~= '-1' then annotations[prefix .. 'canary-weight'] = obj.weight end
  for _, match in ipairs(obj.matches) do
    if match.headers and match.headers[1] then by_header(prefix, match.headers[1]) end
  end
end
`;

const nginx = String.raw`${canary}
canary('nginx.ingress.kubernetes.io/')
return annotations
`;

const alb = String.raw`${canary}
canary('alb.ingress.kubernetes.io/')
annotations['alb.ingress.kubernetes.io/order'] = '1'
return annotations
`;

const mse = String.raw`${canary}
local nginx, mse = 'nginx.ingress.kubernetes.io/', 'mse.ingress.kubernetes.io/'

local function first_query()
  for _, match in ipairs(obj.matches) do
    if match.queryParams and match.queryParams[1] then return match.queryParams[1] end
  end
end

canary(nginx)
clear(nginx, 'canary-by-query canary-by-query-pattern canary-by-query-value')
clear(mse, 'request-header-control-update')
if annotations[mse .. 'service-subset'] then annotations[mse .. 'service-subset'] = 'gray' end

local query = first_query()
if query then
  annotations[nginx .. 'canary-by-query'] = query.name
  annotations[nginx .. (is_pattern(query) and 'canary-by-query-pattern' or 'canary-by-query-value')] = query.value
end

local set = ''
for _, header in ipairs(obj.requestHeaderModifier and obj.requestHeaderModifier.set or {}) do
  set = set .. header.name .. ' ' .. header.value
end
if set ~= '' then annotations[mse .. 'request-header-control-update'] = set end
return annotations
`;

/** By class, as the ConfigMap spells its keys. */
export const ingressScripts: Readonly<Record<string, string>> = { nginx, higress: nginx, 'aliyun-alb': alb, mse };
