import { MessageSquare, ReceiptText, ScrollText, Settings2 } from 'lucide-react'

/** The signed-in product's rooms, in the order of every menu; `key` is pressed after `g`. */
export const rooms = [
  { href: '/assistant', label: 'Assistant', icon: MessageSquare, key: 'a' },
  { href: '/usage', label: 'Usage', icon: ScrollText, key: 'u' },
  { href: '/billing', label: 'Billing', icon: ReceiptText, key: 'b' },
  { href: '/settings', label: 'Settings', icon: Settings2, key: 's' },
] as const
