"""One SSI in every shape it is known to come in."""

import json

POINTS = {"brand": 21.05, "find": 6.4, "insight": 10.25, "relationship": 15}
API = ["PROFESSIONAL_BRAND", "FIND_RIGHT_PEOPLE", "INSIGHT_ENGAGEMENT", "STRONG_RELATIONSHIP"]
TOTAL = 52.7


def scores(name="pillar", value="score"):
    return [{name: n, value: v} for n, v in zip(API, POINTS.values(), strict=True)]


def named(*names):
    return dict(zip(names, POINTS.values(), strict=True))


MEMBER = {"overall": TOTAL, "subScores": scores()}
RAW = {
    "activeSeat": False,
    "memberScore": MEMBER,
    "groupScore": [
        {"groupType": "INDUSTRY", "rank": 10, "industry": "Banking", "score": {"overall": 34.5}},
        {"groupType": "NETWORK", "rank": 12, "score": {"overall": 36.3, "subScores": scores()}},
    ],
}
DOCUMENTED = {
    "success": True,
    "accountId": "acc_12345",
    "memberScore": {"overall": TOTAL, "pillars": scores()},
    "industry": {"group": "INDUSTRY", "industryName": "Banking", "rank": 10, "averageScore": 34.5},
    "network": {"group": "NETWORK", "rank": 12, "averageScore": 36.3, "pillars": scores()},
    "groupScore": [],
    "profileUrn": "urn:li:fsd_profile:x",
    "activeSeat": False,
}
FLAT = named("build_brand", "find_people", "engage_insights", "build_relationships")
SHAPES = {
    "linkedin": RAW,
    "linkedin as text": json.dumps(RAW),
    "data": {"data": RAW},
    "unipile": {"object": "LinkedinRawData", "data": RAW},
    "documented": DOCUMENTED,
    "documented with LinkedIn's names": DOCUMENTED | {"memberScore": MEMBER},
    "documented, only groupScore": {
        "memberScore": MEMBER,
        "activeSeat": False,
        "groupScore": [DOCUMENTED["industry"], DOCUMENTED["network"]],
    },
    "documented, empty but for rawJson": {"success": True, "memberScore": {}, "rawJson": RAW},
    "envelope": {"captured": "2026-05-19", "response": RAW},
    "curviate": {
        "object": "profile_ssi",
        "overall": TOTAL,
        "industry_rank": 10,
        "network_rank": 12,
        "pillars": named(
            "establish_brand", "find_people", "engage_insights", "build_relationships"
        ),
        "active_seat": False,
    },
    "mcp": {
        "score": TOTAL,
        "pillars": named(
            "professionalBrand", "findRightPeople", "engageWithInsights", "buildRelationships"
        ),
        "industryComparison": {"rank": 10, "averageScore": 34.5, "industry": "Banking"},
        "networkComparison": {"rank": 12, "averageScore": 36.3, "groupSize": 800},
    },
    "leadesk": {"total": TOTAL, **FLAT, "industry_rank": 10, "network_rank": 12},
    "browser-use": {
        "ssi_score": TOTAL,
        "components": named(
            "professional_brand", "right_people", "engage_insights", "build_relationships"
        ),
    },
    "dashboard": {
        "insights": {
            "ssiScores": {
                "memberScore": {"overall": TOTAL, "subScores": scores("name")},
                "groupScore": RAW["groupScore"],
            }
        }
    },
    "dashboard, by type": {
        "insights": {"ssiScores": {"memberScore": {"subScores": scores("type")}}}
    },
    "dashboard, flat": {
        "current_ssi": {"overall": TOTAL, "sub_scores": scores()},
        "industry_ssi_rank": 10,
        "people_in_network": {"overall": 36.3},
        "network_ssi_rank": 12,
    },
    "socialedge": {
        "date": "2026-05-19",
        "collectedAt": 1779148800000,
        "accountBinding": "who",
        "parsed": {
            "overall": TOTAL,
            **named("prof_brand", "find_right_people", "insight_engagement", "relationship"),
            "industry": {"score": 34.5, "rank": 10, "groupSize": 9, "name": "Banking"},
            "network": {"score": 36.3, "rank": 12, "groupSize": 800},
        },
    },
    "linkmate": {
        "total": TOTAL,
        "industryRank": "top 10%",
        "networkRank": "top 12%",
        "components": named(
            "establishBrand", "findRightPeople", "engageWithInsights", "buildRelationships"
        ),
        "capturedAt": 1779148800000,
    },
    "activity logger": {
        "timestamp": 1779148800000,
        "total": TOTAL,
        "source": "automatic",
        **named("professionalBrand", "findRightPeople", "engageWithInsights", "buildRelationships"),
    },
    "jobpilot": {
        "date": "2026-05-19",
        "total": TOTAL,
        "rank_industry_pct": 10,
        "rank_network_pct": 12,
        **named("brand", "find_people", "engage_insights", "relationships"),
    },
    "booster": {
        "date": "2026-05-19",
        "total": TOTAL,
        **named(
            "establish_brand", "find_right_people", "engage_with_insights", "build_relationships"
        ),
    },
    "ssi-tracker": {
        "id": 4,
        "date_created": "2026-05-19T08:00:00Z",
        "ssi_overall_score": TOTAL,
        **named(
            "establish_your_professional_brand",
            "find_the_right_people",
            "engage_with_insights",
            "build_relationships",
        ),
    },
    "dashboard's own record": {
        "SSI": TOTAL,
        "SSI Industry": 10,
        "SSI Network": 12,
        **named("ssi_brand", "ssi_prospecting", "ssi_insights", "ssi_relationships"),
    },
    "dashboard's server": {
        "ssi_overall": TOTAL,
        "ssi_industry_rank": 10,
        "ssi_network_rank": 12,
        **named("ssi_brand", "ssi_prospecting", "ssi_insights", "ssi_relationships"),
    },
    "newer back end": {
        "date": "2026-05-19",
        "profile_insights": {
            "current_social_selling_index": {"overall_score": TOTAL, "sub_scores": scores()},
            "people_in_your_network": {"overall_score": 36.3},
            "people_in_your_industry": {"overall_score": 34.5},
            "industry_ssi_rank": 10,
            "network_ssi_rank": 12,
            "profile_views": 31,
        },
    },
    "newer back end, as it answers": {
        "data": {
            "ssiData": {
                "current_ssi_info": {"overall_score": TOTAL, "sub_scores": scores()},
                "people_in_your_industry_info": {"overall_score": 34.5},
                "people_in_your_network_info": {"overall_score": 36.3},
            }
        }
    },
    "hobby back end": {
        "ssi_total_score": TOTAL,
        **named(
            "ssi_establish_brand",
            "ssi_find_people",
            "ssi_engage_insights",
            "ssi_build_relationships",
        ),
    },
    "typed model": {
        "overall": TOTAL,
        "recordedAt": "2026-05-19T08:00:00Z",
        "industryRank": 10,
        "networkRank": 12,
        **named("professionalBrand", "findingPeople", "engagingInsights", "buildingRelationships"),
    },
    "tracker with people": {
        "date": "2026-05-19",
        "total": TOTAL,
        **named("brand", "people", "insights", "relationships"),
    },
    "scores in a list": {
        "date": "2026-05-19",
        "total": TOTAL,
        "scores": [
            {"name": name, "value": value}
            for name, value in named(
                "Establish your professional brand",
                "Find the right people",
                "Engage with insights",
                "Build relationships",
            ).items()
        ],
    },
    "score in an object called ssi": {
        "date": "2026-05-19",
        "ssi": {"overall": TOTAL}
        | named("establishBrand", "findPeople", "engageInsights", "buildRelationships"),
    },
    "other words for the pillars": {
        "day": "2026-05-19",
        "overall": TOTAL,
        "breakdown": named("professional_brand", "finding_people", "engaging", "relations"),
    },
    "vaitar": {
        "script_time": "2026-05-19 08:00:00.123",
        "views": "31",
        "index": "52,7",
        "brand": "21,05",
        "find_people": "6,4",
        "engage": "10,25",
        "relationships": "15",
        "people_industry": "34,5",
        "people_network": "36,3",
        "industry_ssi_rank": "10",
        "network_ssi_rank": "12",
    },
    "note": (
        "---\nssi: 52.7\nbrand: 21.05\nright_people: 6.4\nengagement: 10.25\nrelationships: 15\n"
        "industry_rank: 10\nnetwork_rank: 12\nindustry_avg: 34.5\nnetwork_avg: 36.3\n---\n# W 20\n"
    ),
    "page table": {
        "figcaption": "53 out of 100",
        "table": named(
            "Establish your professional brand",
            "Find the right people",
            "Engage with insights",
            "Build relationships",
        )
        | {"Remaining points": "47"},
    },
}
