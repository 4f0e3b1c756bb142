/**
 * Every code that is ever stored or sent, with its Chinese and English term (the field's own words).
 * Persisted: changing or removing a code breaks stored data. Add; never rename, never reuse.
 */

/** A word as a ranger says it, in both languages. */
export interface Term {
  readonly zh: string;
  readonly en: string;
}

type Terms = Readonly<Record<string, Term>>;

/** What one event of a chain records. From `alarm` on they are written by the hub on its own chain. */
export const eventKinds = {
  inspection: { zh: '防火检查', en: 'inspection' },
  violation: { zh: '违规线索', en: 'suspected violation' },
  pass: { zh: '进出山登记', en: 'entry and exit registration' },
  patrol: { zh: '巡护', en: 'patrol' },
  hazard: { zh: '隐患', en: 'hazard' },
  sighting: { zh: '疑似火情', en: 'suspected fire' },
  deposit: { zh: '火种寄存', en: 'fire-source deposit' },
  task: { zh: '派单', en: 'dispatched task' },
  acknowledgement: { zh: '接警确认', en: 'acknowledgement' },
  note: { zh: '补充说明', en: 'note' },
  amendment: { zh: '更正', en: 'amendment' },
  voiding: { zh: '作废', en: 'voiding' },
  permit: { zh: '用火许可', en: 'fire permit' },
  'permit-withdrawal': { zh: '用火许可撤回', en: 'withdrawal of a fire permit' },
  'alarm-step': { zh: '告警处置', en: 'step of an alarm' },
  alarm: { zh: '告警', en: 'alarm' },
  'case-step': { zh: '办案步骤', en: 'case step' },
  'conflict-settlement': { zh: '冲突裁决', en: 'settlement of a conflict' },
  'incident-step': { zh: '火情研判', en: 'decision on an incident' },
  'gate-mode': { zh: '卡口状态变更', en: 'change of a gate’s mode' },
  grant: { zh: '授权', en: 'grant' },
  review: { zh: '审查决定', en: 'decision on what was held' },
  closing: { zh: '关闭记录链', en: 'closing of a chain' },
  'legal-text': { zh: '法律条文签发', en: 'signed legal text' },
  rulebook: { zh: '通告或命令签发', en: 'signed notice or order' },
  revocation: { zh: '吊销', en: 'revocation' },
  anchor: { zh: '每日存证', en: 'daily anchor' },
  erasure: { zh: '个人信息销毁', en: 'erasure of personal data' },
} as const satisfies Terms;
export type EventKind = keyof typeof eventKinds;

/** The twelve acts of article 3 of the notice, in its order. */
export const acts = {
  'clearing-burn': { zh: '烧荒', en: 'burning off land' },
  'crop-burning': { zh: '焚烧农作物废弃物料', en: 'burning crop residue' },
  fireworks: { zh: '燃放烟花爆竹', en: 'fireworks' },
  smoking: { zh: '吸烟', en: 'smoking' },
  'picnic-fire': { zh: '野炊', en: 'cooking outdoors' },
  'warming-fire': { zh: '点火取暖', en: 'fire for warmth' },
  'ritual-fire': { zh: '祭祀用火', en: 'ritual fire' },
  blasting: { zh: '爆破用火', en: 'blasting' },
  welding: { zh: '电焊', en: 'welding' },
  'airborne-fire': { zh: '投放空中移动火源', en: 'airborne fire (sky lanterns)' },
  'fire-hunting': { zh: '使用烟熏（火攻、电击）等方式狩猎', en: 'hunting with smoke, fire or shock' },
  'other-fire': { zh: '其他易引发森林火灾的用火行为', en: 'other fire likely to start a forest fire' },
} as const satisfies Terms;
export type Act = keyof typeof acts;

/** Breaches that are not fires themselves: articles 4, 6, 10 of the notice; the last of an order on a high-risk area. */
export const breaches = {
  'carrying-fire-source': { zh: '携带火源、易燃易爆物品进入', en: 'carrying in a fire source or inflammables' },
  'refusing-check': { zh: '拒绝、阻碍检查', en: 'refusing or obstructing a check' },
  'guardian-failing': { zh: '监护人未履行监护责任', en: 'guardian failing to guard' },
  'manager-failing': { zh: '经营单位未履行管理责任', en: 'forest manager failing to supervise' },
  'damaging-facilities': { zh: '破坏防火设施设备', en: 'damaging fire-prevention facilities' },
  'occupying-facilities': { zh: '非法占用防火设施设备', en: 'unlawfully occupying fire-prevention facilities' },
  'entering-unapproved': { zh: '未经批准进入高火险区', en: 'entering a high-risk area without approval' },
} as const satisfies Terms;
export type Breach = keyof typeof breaches;

/** Who a grant makes of a person. A commander is a duty officer, leader on duty or supervisor. */
export const roles = {
  administrator: { zh: '管理员', en: 'administrator' },
  commander: { zh: '值班指挥', en: 'commander' },
  'gate-keeper': { zh: '卡口值守员', en: 'gate keeper' },
  ranger: { zh: '护林员', en: 'ranger' },
} as const satisfies Terms;
export type Role = keyof typeof roles;

/** What the hub answers for one pushed event. */
export const outcomes = {
  stored: { zh: '已收到', en: 'received' },
  dup: { zh: '重复，已收到', en: 'already received' },
  held: { zh: '已收到，待审查', en: 'held for review' },
  fork: { zh: '分叉', en: 'fork' },
  need: { zh: '缺前序记录', en: 'earlier records needed' },
} as const satisfies Terms;
export type Outcome = keyof typeof outcomes;

/** Where one record stands on its way from the phone to the hub and back. */
export const custodyStatuses = {
  draft: { zh: '草稿', en: 'draft kept' },
  saved: { zh: '已存本机', en: 'saved on this phone' },
  sending: { zh: '发送中', en: 'sending' },
  received: { zh: '已收到', en: 'received' },
  verified: { zh: '已校验', en: 'verified' },
  held: { zh: '已收到，待审查', en: 'held for review' },
  refused: { zh: '已收到，审查后不予采用', en: 'received, not used after review' },
  'needs-you': { zh: '需要处理', en: 'needs you' },
} as const satisfies Terms;
export type CustodyStatus = keyof typeof custodyStatuses;

/** What a sealed part holds. */
export const partRoles = {
  fields: { zh: '个人信息', en: 'personal fields' },
  photo: { zh: '照片', en: 'photo' },
  thumbnail: { zh: '缩略图', en: 'thumbnail' },
  voice: { zh: '录音', en: 'voice note' },
  signature: { zh: '签名', en: 'signature' },
  track: { zh: '巡护轨迹', en: 'patrol track' },
} as const satisfies Terms;
export type PartRole = keyof typeof partRoles;

/** Whom a suspected violation concerns. */
export const partyKinds = {
  person: { zh: '个人', en: 'person' },
  unit: { zh: '单位', en: 'unit' },
  unknown: { zh: '身份不明', en: 'unknown' },
} as const satisfies Terms;
export type PartyKind = keyof typeof partyKinds;

/** How a position came about. */
export const fixSources = {
  gps: { zh: '定位', en: 'located' },
  hand: { zh: '手动标注', en: 'placed by hand' },
} as const satisfies Terms;
export type FixSource = keyof typeof fixSources;

/** What stands in the field and reports by MQTT. */
export const stationKinds = {
  gateway: { zh: '网关', en: 'gateway' },
  'smoke-sensor': { zh: '烟感', en: 'smoke sensor' },
  gate: { zh: '卡口', en: 'gate' },
} as const satisfies Terms;
export type StationKind = keyof typeof stationKinds;

/** A station's state. A silent station is unknown, never fine. */
export const stationStatuses = {
  fine: { zh: '正常', en: 'fine' },
  alarm: { zh: '告警', en: 'alarm' },
  fault: { zh: '故障', en: 'fault' },
  unknown: { zh: '失联', en: 'no contact' },
} as const satisfies Terms;
export type StationStatus = keyof typeof stationStatuses;

/** What raises an alarm by itself. */
export const alarmRules = {
  'smoke-high': { zh: '烟雾超限', en: 'smoke over limit' },
  'smoke-lasting': { zh: '烟雾持续', en: 'lasting smoke' },
  'smoke-rising': { zh: '烟雾急升', en: 'smoke rising fast' },
  'co-high': { zh: '一氧化碳超限', en: 'carbon monoxide over limit' },
  'sensor-alarm': { zh: '设备自报烟警', en: "sensor's own smoke alarm" },
  'message-fork': { zh: '同号异文', en: 'same message number, other bytes' },
  silence: { zh: '失联', en: 'no contact' },
} as const satisfies Terms;
export type AlarmRule = keyof typeof alarmRules;

/** An alarm's condition: it clears by itself, whether acknowledged or not. */
export const alarmStatuses = {
  raised: { zh: '告警中', en: 'raised' },
  cleared: { zh: '已解除', en: 'cleared' },
  superseded: { zh: '已被后到读数取代', en: 'superseded by readings that came later' },
} as const satisfies Terms;
export type AlarmStatus = keyof typeof alarmStatuses;

/** Whether a device may still write to its chain. */
export const deviceStatuses = {
  active: { zh: '在用', en: 'active' },
  revoked: { zh: '已吊销', en: 'revoked' },
} as const satisfies Terms;
export type DeviceStatus = keyof typeof deviceStatuses;

/** What the rules say about an act at a place and moment. */
export const verdictKinds = {
  banned: { zh: '禁止', en: 'banned' },
  permitted: { zh: '已批准', en: 'permitted' },
  clear: { zh: '不在禁火范围', en: 'not banned' },
  unsure: { zh: '无法确定', en: 'unsure' },
} as const satisfies Terms;
export type VerdictKind = keyof typeof verdictKinds;

/** Why a verdict is what it is. */
export const verdictReasons = {
  'in-zone': { zh: '在禁火区内', en: 'inside the fire zone' },
  permit: { zh: '有批准的用火许可', en: 'covered by a permit' },
  'not-in-force': { zh: '通告不在有效期', en: 'notice not in force' },
  'out-of-season': { zh: '不在防火期', en: 'outside the fire season' },
  'outside-zone': { zh: '在禁火区外', en: 'outside the fire zone' },
  'near-boundary': { zh: '离边界太近', en: 'too near the boundary' },
  'poor-fix': { zh: '定位精度不够', en: 'position too inexact' },
  'no-fix': { zh: '没有定位', en: 'no position' },
  clock: { zh: '手机时间不可信', en: "the phone's clock cannot be right" },
  'outside-package': { zh: '超出数据范围', en: 'outside the zone data' },
  'missing-layer': { zh: '区域数据缺少所需图层', en: 'zone data lacks a layer the rules need' },
} as const satisfies Terms;
export type VerdictReason = keyof typeof verdictReasons;

/** What a layer of a zone package shows. Rulebooks name the layers their zones grow from. */
export const zoneLayers = {
  forest: { zh: '森林', en: 'forest' },
  'forest-land': { zh: '林地', en: 'forest land' },
  'shelter-forest': { zh: '防护林', en: 'shelter forest' },
  'open-forest': { zh: '疏林地', en: 'open forest' },
  'suitable-land': { zh: '宜林地', en: 'land suitable for forest' },
  residential: { zh: '居住区', en: 'residential areas' },
} as const satisfies Terms;
export type ZoneLayer = keyof typeof zoneLayers;

/** How strict a period of a rulebook is. */
export const tiers = {
  ban: { zh: '防火期', en: 'fire season' },
  'high-risk': { zh: '高火险期', en: 'high-risk period' },
} as const satisfies Terms;
export type Tier = keyof typeof tiers;

/** Which people's government approved, lowest first. */
export const approverLevels = {
  township: { zh: '乡镇级', en: 'township level' },
  county: { zh: '县级', en: 'county level' },
  city: { zh: '市级', en: 'city level' },
  province: { zh: '省级', en: 'province level' },
  state: { zh: '国家级', en: 'state level' },
} as const satisfies Terms;
export type ApproverLevel = keyof typeof approverLevels;

/** What a permit was given for. */
export const permitPurposes = {
  'planned-burning': { zh: '计划烧除', en: 'planned burning' },
  works: { zh: '工程施工', en: 'works' },
  entry: { zh: '进入高火险区', en: 'entering a high-risk area' },
} as const satisfies Terms;
export type PermitPurpose = keyof typeof permitPurposes;

/** Where a permit stands by the calendar. */
export const permitStages = {
  'in-force': { zh: '有效期内', en: 'in force' },
  coming: { zh: '未开始', en: 'coming' },
  ended: { zh: '已到期', en: 'ended' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
} as const satisfies Terms;
export type PermitStage = keyof typeof permitStages;

/** Why something received was set aside. The bytes are kept with this reason. */
export const quarantineReasons = {
  'bad-signature': { zh: '签名无效', en: 'signature not valid' },
  'bad-envelope': { zh: '信封无法读取', en: 'envelope not readable' },
  'unknown-device': { zh: '未登记的设备', en: 'device not enrolled' },
  'wrong-chain': { zh: '不属于该设备的链', en: "not this device's chain" },
  'not-json': { zh: '不是 JSON', en: 'not JSON' },
  'bad-payload': { zh: '内容不符合格式', en: 'payload not of the agreed form' },
  'too-large': { zh: '超过大小限制', en: 'over the size limit' },
  'wrong-topic': { zh: '主题不对', en: 'wrong topic' },
  'foreign-topic': { zh: '他人的主题', en: "another gateway's topic" },
  'unknown-gateway': { zh: '未登记的网关', en: 'gateway not enrolled' },
  'same-number-other-bytes': { zh: '同号异文', en: 'same number, other bytes' },
  'too-many-names': { zh: '读数名称过多', en: 'too many names of readings' },
} as const satisfies Terms;
export type QuarantineReason = keyof typeof quarantineReasons;

/** Why a record was taken back. It stays, with this reason. */
export const voidingReasons = {
  mistaken: { zh: '误录', en: 'recorded by mistake' },
  duplicate: { zh: '重复记录', en: 'recorded twice' },
  drill: { zh: '演练或测试', en: 'drill or test' },
  other: { zh: '其他原因', en: 'another reason' },
} as const satisfies Terms;
export type VoidingReason = keyof typeof voidingReasons;

/** What was decided about an event that was held. Its receipt stays as it was given. */
export const reviewOutcomes = {
  released: { zh: '已采用', en: 'taken into use' },
  refused: { zh: '不予采用', en: 'not used' },
} as const satisfies Terms;
export type ReviewOutcome = keyof typeof reviewOutcomes;

/** How the reading of one sealed part ended. Every one is logged. */
export const openingOutcomes = {
  opened: { zh: '已查看', en: 'opened' },
  missing: { zh: '没有找到', en: 'not found' },
  'cannot-open': { zh: '无法解密', en: 'cannot be opened' },
} as const satisfies Terms;
export type OpeningOutcome = keyof typeof openingOutcomes;

/** Why personal parts were made unreadable for ever. */
export const erasureReasons = {
  retention: { zh: '保存期满', en: 'kept as long as it may be' },
  request: { zh: '当事人申请', en: 'asked for by the person concerned' },
  mistake: { zh: '误录', en: 'recorded by mistake' },
} as const satisfies Terms;
export type ErasureReason = keyof typeof erasureReasons;

/** The codes of a terms table as a tuple, for schemas and lists. */
export function codesOf<T extends Terms>(terms: T): [keyof T & string, ...(keyof T & string)[]] {
  return Object.keys(terms) as [keyof T & string, ...(keyof T & string)[]];
}
