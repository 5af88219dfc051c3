"""The words that synthetic entries are made of. All of it is invented; frequent words come first where a list is weighted."""

# Each cause with its sub-causes: 16 and 112.
TREE = {
    "Climate": "Renewable energy|Climate adaptation|Energy efficiency|Carbon removal|Green finance|Climate education|Cool cities",
    "Rivers and seas": "Ocean protection|Sanitation|Clean water|Flood defence|Wetland care|Fair fishing|Beach cleaning",
    "Nature": "Forest protection|Wildlife|Birds|Seed saving|Rewilding|Insects|National parks",
    "Food and farming": "Hunger relief|Organic farming|Food rescue|School gardens|Fair harvests|Soil life|Family farms",
    "Education": "Literacy|Girls in school|Early learning|Science teaching|Scholarships|Adult learning|Libraries",
    "Health": "Mental health|Mothers and babies|Vaccination|Eye care|Rare diseases|Cancer support|Village clinics",
    "Human rights": "Free expression|Fair trials|Indigenous peoples|Prisoners|Torture prevention|Land rights|Statelessness",
    "Refuge": "Refugees|Asylum advice|Family reunion|Sea rescue|Language welcome|Resettlement|Host families",
    "Equality": "Gender equality|Racial justice|Disability rights|LGBTQ rights|Caste justice|Older people|Sign languages",
    "Work and income": "Microfinance|Living wages|Fair trade|Worker cooperatives|Job training|Basic income|Safe factories",
    "Homes": "Affordable housing|Homelessness|Tenants|Slum upgrading|Warm homes|Co-housing|Rebuilding",
    "Democracy": "Voting|Open government|Anti-corruption|Civic education|Tax justice|Citizen assemblies|Local councils",
    "Knowledge and media": "Open data|Press freedom|Digital rights|Open source|Fact checking|Community radio|Open science",
    "Peace": "Peacebuilding|Mine clearance|Mediation|Disarmament|Veterans|Truth commissions|Peace education",
    "Children": "Child protection|Foster care|Youth clubs|Child labour|Play|School meals|Missing children",
    "Giving": "Volunteering|Community funds|Emergency aid|Impact investing|Repair and reuse|Time banks|Blood donation",
}

# Weighted as listed.
KINDS = {
    "nonprofit": 52,
    "company": 12,
    "blog": 8,
    "network": 8,
    "conference": 6,
    "foundation": 5,
    "social-enterprise": 4,
    "cooperative": 2,
    "campaign": 1,
    "platform": 1,
    "public-body": 1,
}
# Each is there with this probability of its own.
HELPS = {
    "donate": 0.72,
    "volunteer": 0.48,
    "learn": 0.35,
    "attend": 0.22,
    "sign": 0.19,
    "follow": 0.1,
    "join": 0.1,
    "lend": 0.06,
    "give": 0.05,
    "share": 0.05,
    "buy": 0.04,
}
NETWORKS = {
    "facebook": 0.62,
    "instagram": 0.5,
    "linkedin": 0.45,
    "youtube": 0.3,
    "mastodon": 0.2,
    "x": 0.2,
    "bluesky": 0.15,
    "newsletter": 0.12,
    "tiktok": 0.08,
    "blog": 0.06,
    "podcast": 0.05,
    "threads": 0.05,
    "telegram": 0.04,
    "whatsapp": 0.04,
    "other": 0.03,
    "reddit": 0.02,
    "github": 0.02,
    "discord": 0.02,
}
COUNTRIES = """US GB IN DE FR CA BR AU KE NL ZA ES NG IT SE MX CH UG BE PH JP IE GH DK NO PL TZ AT CO NZ PT FI ET RW AR BD NP
ID TR GR PK LK CL PE CZ RO MA EG TN SN CM CD MW ZM ZW MZ MG BW NA JO LB IL PS TH VN MY KH MM LA KR TW HK SG CN EC BO PY UY CR
GT HN SV NI PA DO HT JM TT HU SK SI HR RS BA MK AL BG UA MD GE AM EE LV LT IS LU MT CY BJ BF ML NE TD GM SL LR CI TG AO FJ PG MN
KZ KG UZ""".split()
LANGUAGES = "en es fr pt de ar hi sw it nl ru zh bn ja id tr pl uk ko vi ne am ha yo fa ur sv da fi el".split()

FIRST = """Open Bright Common Green Rising United Global New River Harbour Forest Ocean Mountain Sunrise Shared Free Living Young
Northern Southern Eastern Western Civic Public Rural Urban Fair Kind Equal Clear Blue Golden Silver Amber Cedar Willow Juniper
Maple Olive Almond Acacia Heron Swallow Kestrel Otter Lark Beacon Lantern Lighthouse Bridge Compass Anchor Harvest Seed Root
Branch Meadow Delta Island Summit Valley Horizon Aurora Ember Spark Unity Courage Promise Gateway Commons Village Neighbour
Community People's First Second Human Citizen Hopeful Better Steady Patient Radical Quiet Loud Warm Wild Simple Honest Plain
Solid Good Great Little Early""".split()
MIDDLE = """Action Aid Bread Care Change Climate Earth Energy Farm Food Future Futures Garden Health Home Hope Housing Impact
Justice Learning Law Life Light Literacy Music Path Peace Planet Power Progress Refuge Relief Rescue Rights Roof Roots Science
Shelter Skills Soil Song Sport Story Support Table Tech Transit Voices Water Wells Wildlife Wings Women Work World Youth Artists
Children Elders Families Farmers Makers Mothers Nurses Readers Students Teachers Tenants Workers Migrants Listeners
Builders""".split()
LAST = """Foundation Network Alliance Collective Initiative Project Trust Coalition Fund Movement Society Institute Partnership
Centre Council Union Cooperative Campaign Lab Forum Association International Hub Circle Corps League Federation Watch Works
Together Studio Workshop Desk Exchange""".split()

WHO = """volunteers|our members|local partners|field teams|young leaders|families|small farmers|teachers|researchers|lawyers|
nurses|engineers|donors|residents|neighbours|women's groups|schools|clinics|city councils|journalists|survivors|students|
village committees|trained mentors|retired craftspeople"""
DO = """build|protect|restore|deliver|train|support|fund|document|defend|map|monitor|open|repair|share|publish|plant|organize|
connect|teach|measure|speak up for|campaign for|provide|strengthen|reach"""
WHAT = """clean water points|safe homes|public libraries|school meals|legal advice|mobile clinics|seed banks|solar roofs|
reading circles|night shelters|open data|community kitchens|repair cafes|rivers and wetlands|coral reefs|old forests|
fair contracts|free courses|small loans|helplines|vaccination days|apprenticeships|town hall meetings|independent reporting|
playgrounds for everyone|cycle lanes|food parcels|peer groups|cash grants|flood warnings|maternity care|language lessons|
voter guides|policy papers|citizen juries"""
WHERE = """in remote villages|on three continents|in growing cities|along the coast|in farming districts|in refugee camps|
in public schools|near national parks|across the border|in poor neighbourhoods|where the drought is worst|in every county|
online and in person|together with town councils|where few others work|in twelve languages"""
WHY = """so that everyone can live in dignity|because lasting change begins nearby|and publish every result|
to end poverty within a generation|so that no child is left out|and hold those in power to account|while costs stay low|
so that the next storm does less harm|because rights on paper are not enough|and listen before they act|
to leave the land better than they found it|because small gifts add up|with an independent review each year|
and give what is saved back to members"""
# Thin words: the first is in one description of some hundred, the last in one of tens of thousands.
RARE = """agroecology aquifer apiary bioacoustics bryophyte caregiving composting cooperage cryptography desalination dialysis
dyslexia electrification epidemiology ethnobotany fistula geothermal glaucoma greywater hepatitis herbarium hydroponics
jurisprudence kelp leprosy lichen mangrove microgrid mycelium nephrology ombudsman onchocerciasis paralegal peatland permaculture
phytoremediation pollinator prosthetics quilombo radiology rangeland salinity schistosomiasis seagrass silviculture sociocracy
telemedicine terracing trachoma tsunami ultrasound usufruct vermiculture watershed whistleblower xerophyte yurt
zooplankton""".split()

# Sounds of invented towns and people.
BEGIN = "b bl br c ch d dr f fl g gr h j k kl l m n p pl qu r s sh st t th tr v w y z".split()
VOWEL = "a e i o u ai ea ie ou".split()
CLOSE = ["", "", "l", "m", "n", "r", "s", "nd", "rt", "x"]
TOWN_ENDS = "ville ton burg ford stad mouth dale pur abad wick field port haven minster bridge".split()


def phrases(text: str) -> list[str]:
    return text.replace("\n", "").split("|")
