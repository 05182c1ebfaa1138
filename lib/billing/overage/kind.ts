/** Metadata on an invoice outside any subscription: it bills the last overage of a plan that has ended. */
export const lastOverage = 'overage'
