import 'server-only'

/** Codes that give credits, features and limits. What they give is resolved in lib/entitlements and booked in lib/credits. */
export { disableCode, listCodes, makeCode, type CodeState } from './codes'
export { redeemCode, type Redeemed } from './redeem'
