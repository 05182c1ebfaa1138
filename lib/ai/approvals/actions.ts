'use server'

import { z } from 'zod'
import { userAction } from '@/lib/action'
import { confirmProposal, declineProposal, renewProposal } from './decide'

const click = z.strictObject({ id: z.uuid(), chatId: z.uuid(), token: z.string().max(100) })

/** The click on a card's one button: does what the card shows, once. */
export const confirmProposalAction = userAction(
  click.extend({ choice: z.string().max(40).optional() }),
  (user, input) => confirmProposal(user.id, input),
)

export const declineProposalAction = userAction(click, (user, input) =>
  declineProposal(user.id, input),
)

/** Works out anew what a card shows that cannot be confirmed any more. */
export const renewProposalAction = userAction(click, (user, input) => renewProposal(user.id, input))
