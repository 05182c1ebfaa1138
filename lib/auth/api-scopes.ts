/** What a key may do, in the order it is offered. The database knows the same list (`ApiKey_scopes`). */
export const apiScopes = ['chat', 'images', 'balance:read', 'usage:read'] as const
export type ApiScope = (typeof apiScopes)[number]
