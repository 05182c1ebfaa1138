curl "$TOLLGATE_URL/api/v1/usage?kind=spent&limit=10" \
  -H "Authorization: Bearer $TOLLGATE_API_KEY"
