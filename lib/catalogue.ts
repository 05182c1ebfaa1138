/**
 * What is for sale, as data. Everything that names a plan, a pack, a price, a feature or a limit reads it from here;
 * `npm run stripe:sync` makes Stripe's products and prices match, `npm run db:seed` fills the price table.
 * Amounts of money are in the currency's smallest unit, credits are whole credits.
 *
 * Change names, amounts and limits freely. A key that was sold stays: subscriptions and checkouts in the database name it.
 */
export const currency = 'usd'

/**
 * How credits are shown, everywhere: as credits, or as tokens, so many to the credit (100 credits are then a budget of 1,000,000
 * tokens). Only shown: the ledger, the exports and Stripe's products stay in credits. It stands here and not in the environment
 * because pages are drawn at build time, in the browser and in mails, and all must say the same.
 */
export const display: { unit: 'credits' | 'tokens'; tokensPerCredit: number } = {
  unit: 'credits',
  tokensPerCredit: 10_000,
}

export type Interval = 'month' | 'year'

/** What a plan, an override or a promotion may allow. Code asks `canUse(userId, feature)`, never for a plan's name. */
export type Feature = 'assistant' | 'all_models' | 'image_generation' | 'agents' | 'api_access'

/** -1 is unlimited. */
export type Limits = {
  requests_per_minute: number
  open_requests: number
  chats_per_month: number
  files_per_chat: number
  api_keys: number
}

type Plan = {
  name: string
  tagline: string
  creditsPerMonth: number
  /** How many unspent plan credits may be carried into the next month. */
  rolloverCap: number
  /** `null`: not sold by checkout (Free costs nothing, Enterprise is agreed on). */
  prices: Record<Interval, { lookupKey: string; unitAmount: number }> | null
  /** Days before the first payment, offered once to a user, with so many credits in all for them; `null`: none. */
  trial: { days: number; credits: number } | null
  /** What 1,000 credits past the balance cost, for who agrees to pay them with the next invoice; `null`: not offered. */
  overagePerThousand: number | null
  features: readonly Feature[]
  limits: Limits
}

const paidFeatures = [
  'assistant',
  'all_models',
  'image_generation',
  'agents',
  'api_access',
] as const satisfies readonly Feature[]

export const plans = {
  free: {
    name: 'Free',
    tagline: 'Enough to see whether it is for you.',
    creditsPerMonth: 100,
    rolloverCap: 0,
    prices: null,
    trial: null,
    overagePerThousand: null,
    features: ['assistant'],
    limits: {
      requests_per_minute: 10,
      open_requests: 2,
      chats_per_month: 50,
      files_per_chat: 2,
      api_keys: 0,
    },
  },
  pro: {
    name: 'Pro',
    tagline: 'For daily work.',
    creditsPerMonth: 1_000,
    rolloverCap: 500,
    prices: {
      month: { lookupKey: 'pro_month', unitAmount: 20_00 },
      year: { lookupKey: 'pro_year', unitAmount: 200_00 },
    },
    trial: { days: 14, credits: 200 },
    overagePerThousand: 25_00,
    features: paidFeatures,
    limits: {
      requests_per_minute: 30,
      open_requests: 4,
      chats_per_month: -1,
      files_per_chat: 10,
      api_keys: 3,
    },
  },
  business: {
    name: 'Business',
    tagline: 'For a product that others depend on.',
    creditsPerMonth: 5_000,
    rolloverCap: 2_500,
    prices: {
      month: { lookupKey: 'business_month', unitAmount: 80_00 },
      year: { lookupKey: 'business_year', unitAmount: 800_00 },
    },
    trial: null,
    overagePerThousand: 20_00,
    features: paidFeatures,
    limits: {
      requests_per_minute: 120,
      open_requests: 16,
      chats_per_month: -1,
      files_per_chat: 50,
      api_keys: 20,
    },
  },
  enterprise: {
    name: 'Enterprise',
    tagline: 'Volume, terms and support by agreement.',
    creditsPerMonth: 0,
    rolloverCap: 0,
    prices: null,
    trial: null,
    overagePerThousand: null,
    features: paidFeatures,
    limits: {
      requests_per_minute: -1,
      open_requests: 64,
      chats_per_month: -1,
      files_per_chat: -1,
      api_keys: -1,
    },
  },
} as const satisfies Record<string, Plan>

export type PlanKey = keyof typeof plans
export type PaidPlanKey = {
  [Key in PlanKey]: (typeof plans)[Key]['prices'] extends null ? never : Key
}[PlanKey]

export const planKeys = Object.keys(plans) as PlanKey[]

/** The plan that the pricing page puts first. */
export const recommendedPlan: PlanKey = 'pro'

/** Neither free nor sold by checkout: price, credits and terms are agreed on with each customer. */
export const isByAgreement = (plan: PlanKey): boolean =>
  plans[plan].prices === null && plans[plan].creditsPerMonth === 0

export const paidPlanKeys = ['pro', 'business'] as const satisfies readonly PaidPlanKey[]

export const packs = {
  small: { name: '250 credits', credits: 250, lookupKey: 'pack_small', unitAmount: 6_00 },
  medium: { name: '1,000 credits', credits: 1_000, lookupKey: 'pack_medium', unitAmount: 22_00 },
  large: { name: '5,000 credits', credits: 5_000, lookupKey: 'pack_large', unitAmount: 100_00 },
} as const satisfies Record<
  string,
  { name: string; credits: number; lookupKey: string; unitAmount: number }
>

export type PackKey = keyof typeof packs
export const packKeys = Object.keys(packs) as PackKey[]

/** Whom a model may be asked at: `backup` is the second provider, where the environment names one. */
export type ProviderId = 'primary' | 'backup'

type Rates = { input: number; cached: number; output: number }

type Model = {
  name: string
  /** What it is for, in a few words: the chooser says them. */
  description: string
  /** In the order they are asked: the next one when one fails before it said a word. */
  providers: readonly ProviderId[]
  /** Answers instead where no other provider is left. */
  fallback: string | null
  /** What it takes to choose it; `null`: nothing. */
  feature: Feature | null
  /** In tokens: question and answer together, and the answer alone. */
  limits: { context: number; output: number }
  price: Rates
  cost: Rates
}

/**
 * The models that can be chosen, the cheapest first, and the price table's first rows. Customers pay micro-credits
 * (1 credit = 1,000,000) per million tokens, so one credit is 1,000 input tokens of the default model; `cost` is what the
 * provider charges us, in micro-dollars per million tokens.
 */
export const models = {
  'gpt-5-nano': {
    name: 'GPT-5 nano',
    description: 'Short questions, quick answers',
    providers: ['primary', 'backup'],
    fallback: null,
    feature: null,
    limits: { context: 400_000, output: 128_000 },
    price: { input: 200_000_000, cached: 20_000_000, output: 800_000_000 },
    cost: { input: 50_000, cached: 5_000, output: 400_000 },
  },
  'gpt-5-mini': {
    name: 'GPT-5 mini',
    description: 'Everyday work',
    providers: ['primary', 'backup'],
    fallback: 'gpt-5-nano',
    feature: null,
    limits: { context: 400_000, output: 128_000 },
    price: { input: 1_000_000_000, cached: 100_000_000, output: 4_000_000_000 },
    cost: { input: 250_000, cached: 25_000, output: 2_000_000 },
  },
  'gpt-5': {
    name: 'GPT-5',
    description: 'Hard questions; thinks before it answers',
    providers: ['primary', 'backup'],
    fallback: 'gpt-5-mini',
    feature: 'all_models',
    limits: { context: 400_000, output: 128_000 },
    price: { input: 5_000_000_000, cached: 500_000_000, output: 20_000_000_000 },
    cost: { input: 1_250_000, cached: 125_000, output: 10_000_000 },
  },
} as const satisfies Record<string, Model>

export type ModelId = keyof typeof models
export const modelIds = Object.keys(models) as ModelId[]
export const defaultModel: ModelId = 'gpt-5-mini'

/** What is done with a model and paid for by the token. Each has a price of its own for every model. */
export const tokenOperations = {
  chat: { name: 'Assistant' },
  agent: { name: 'Agent' },
} as const satisfies Record<string, { name: string }>

export type TokenOperation = keyof typeof tokenOperations

/** Who makes images, asked in this order. */
export const imageModel = {
  id: 'gpt-image-1',
  providers: ['primary', 'backup'],
} as const satisfies {
  id: string
  providers: readonly ProviderId[]
}

/**
 * What is sold by the unit: `price` in whole credits, `cost` in micro-dollars, both for one `unit`. How to meter one:
 * docs/guides/meter-your-feature.md.
 */
export const operations = {
  image: { name: 'Image', unit: 'image', price: 20, cost: 40_000 },
  video: { name: 'Video', unit: 'video', price: 100, cost: 500_000 },
  transcription: { name: 'Transcription', unit: 'minute', price: 2, cost: 6_000 },
} as const satisfies Record<string, { name: string; unit: string; price: number; cost: number }>
