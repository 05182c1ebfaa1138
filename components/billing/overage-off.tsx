'use client'

import { turnOffOverageAction } from '@/lib/billing/overage/actions'
import { ActButton } from './act-button'

export const TurnOffOverage = () => (
  <ActButton act={turnOffOverageAction} variant="ghost" size="sm">
    Turn off
  </ActButton>
)
