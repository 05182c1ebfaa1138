import 'server-only'
import { z } from 'zod'
import { plans } from '@/lib/catalogue'
import { entitlementsOf, explainEntitlements } from '@/lib/entitlements'
import { quote } from './quote'
import { typedTool } from './typed-tool'

export const getEntitlements = (userId: string) =>
  typedTool({
    description:
      'What the user may use and why: features, models and limits, where each comes from, and what else would give it.',
    inputSchema: z.object({}),
    execute: async () => {
      const [{ plan }, explained] = await Promise.all([
        entitlementsOf(userId),
        explainEntitlements(userId),
      ])
      return {
        plan: plans[plan].name,
        // A feature's value is whether it is there; a limit of -1 is none. Reasons are in the words of whoever gave it.
        entries: explained.map((one) => ({ ...one, from: quote(one.from) })),
      }
    },
  })
