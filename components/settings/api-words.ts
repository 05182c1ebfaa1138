import type { KeyLife } from '@/lib/api/key-input'
import type { ApiScope } from '@/lib/auth/api-scopes'

/** What each scope lets a program do. */
export const scopeWords: Record<ApiScope, { name: string; does: string }> = {
  chat: { name: 'Chat', does: 'ask the models; spends credits' },
  images: { name: 'Images', does: 'make pictures; spends credits' },
  'balance:read': { name: 'Balance', does: 'read what is left' },
  'usage:read': { name: 'Usage', does: 'read the statement' },
}

export const lifeNames: Record<KeyLife, string> = {
  '30': 'In 30 days',
  '90': 'In 90 days',
  '365': 'In a year',
  never: 'Never',
}
