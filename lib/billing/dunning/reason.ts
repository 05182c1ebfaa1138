import { declineSentence } from '../declines'

/** Why a renewal stands unpaid and what to do about it, in the user's words. */
export const reasonOf = (row: { declineCode: string | null; adviceCode: string | null }): string =>
  row.declineCode === null
    ? 'There was no card that could be charged. Please pay with one.'
    : declineSentence([row.declineCode], row.adviceCode)
