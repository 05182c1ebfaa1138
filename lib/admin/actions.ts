'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { adminAction } from '@/lib/action'
import { auditNow } from '@/lib/jobs/audit'

/** Audits the ledger at once. It only reads, so asking twice does no harm. */
export const auditNowAction = adminAction(
  z.object({ kind: z.enum(['full', 'incremental']) }),
  async (_admin, { kind }) => {
    const run = await auditNow(kind)
    refresh()
    return { kind: run.kind, accounts: run.accounts, problems: run.problems }
  },
)
