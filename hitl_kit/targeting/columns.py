"""The fields of an account and a contact, and the headers by which the usual tools export them."""

from __future__ import annotations

from hitl_kit.files import Column

ACCOUNT_COLUMNS = (
    Column("name", ("company name", "company", "account name", "account", "organization name", "organization",
                    "organisation", "business name", "legal name"), required=True),
    Column("domain", ("company domain name", "company domain", "website", "company website", "website url", "web site",
                      "primary domain", "email domain", "url", "company url", "homepage", "homepage url")),
    Column("cik", ("cik number", "sec cik", "central index key")),
    Column("external_id", ("record id", "company id", "account id", "apollo account id", "crm id", "salesforce id",
                           "hubspot id", "company record id")),
    Column("industry", ("company industry", "primary industry", "industries", "industry group", "sector",
                        "gics sector", "vertical")),
    Column("sub_industry", ("subindustry", "gics sub-industry", "secondary industry", "industry subcategory")),
    Column("employees", ("# employees", "number of employees", "no. of employees", "num employees", "employee count",
                         "company employee count", "employees count", "company size", "company headcount",
                         "headcount", "size")),
    Column("revenue", ("annual revenue", "company annual revenue", "company revenue", "estimated revenue",
                       "estimated revenue range", "revenue range", "yearly revenue")),
    Column("country", ("company country", "country/region", "hq country", "headquarters country", "billing country")),
    Column("region", ("state", "company state", "state/region", "hq state", "headquarters state", "province",
                      "company region", "billing state/province")),
    Column("city", ("company city", "hq city", "headquarters city", "billing city")),
    Column("location", ("headquarters location", "company location", "headquarters", "hq location", "hq")),
    Column("technologies", ("technology", "tech stack", "web technologies", "technologies used")),
)  # fmt: skip

CONTACT_COLUMNS = (
    Column("email", ("email address", "e-mail", "e-mail address", "work email", "business email", "primary email",
                     "contact email", "mail"), required=True),
    Column("account", ("account key", "company", "company name", "account name", "organization name", "organization",
                       "organisation", "associated company", "current company", "primary company")),
    Column("domain", ("company domain", "company domain name", "account domain", "website", "company website",
                      "website url", "company url")),
    Column("first_name", ("first", "given name", "contact first name", "forename")),
    Column("last_name", ("last", "surname", "family name", "contact last name")),
    Column("full_name", ("name", "contact", "contact name", "person")),
    Column("title", ("job title", "position", "role", "contact title", "current title", "headline")),
    Column("linkedin_url", ("linkedin", "person linkedin url", "linkedin profile", "linkedin profile url",
                            "contact linkedin url", "profile url", "linkedin bio")),
)  # fmt: skip

SUPPRESSION_COLUMNS = (
    Column("address", ("email", "email address", "e-mail", "e-mail address", "mail", "email or domain", "value",
                       "recipient", "contact email")),
    Column("domain", ("company domain", "company domain name", "website", "company website", "website url")),
    Column("reason", ("why", "suppression reason", "type", "status", "note", "comment", "source")),
)  # fmt: skip
