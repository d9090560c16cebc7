"""Where the law is not verified: what each office has set, who set it, when and why (decision 035)."""
