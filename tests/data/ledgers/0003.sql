BEGIN TRANSACTION;
CREATE TABLE account (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	content TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "account" VALUES(1,1,'depots','alder-freight.example','{"attributes":{},"cik":"","city":"","country":"United Kingdom","domain":"alder-freight.example","employees":400,"external_id":"","industry":"Logistics","location":"","name":"Alder Freight","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
INSERT INTO "account" VALUES(1,2,'depots','birch-foods.example','{"attributes":{},"cik":"","city":"","country":"Netherlands","domain":"birch-foods.example","employees":1800,"external_id":"","industry":"Food wholesale","location":"","name":"Birch Foods","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
INSERT INTO "account" VALUES(1,3,'depots','cedar-haulage.example','{"attributes":{},"cik":"","city":"","country":"Ireland","domain":"cedar-haulage.example","employees":250,"external_id":"","industry":"Logistics","location":"","name":"Cedar Haulage","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
INSERT INTO "account" VALUES(1,4,'depots','dogwood-cargo.example','{"attributes":{},"cik":"","city":"","country":"Denmark","domain":"dogwood-cargo.example","employees":600,"external_id":"","industry":"Logistics","location":"","name":"Dogwood Cargo","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
INSERT INTO "account" VALUES(1,5,'depots','elm-parcels.example','{"attributes":{},"cik":"","city":"","country":"Sweden","domain":"elm-parcels.example","employees":900,"external_id":"","industry":"Logistics","location":"","name":"Elm Parcels","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
INSERT INTO "account" VALUES(1,6,'depots','fir-consulting.example','{"attributes":{},"cik":"","city":"","country":"United Kingdom","domain":"fir-consulting.example","employees":300,"external_id":"","industry":"Consulting","location":"","name":"Fir Consulting","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
INSERT INTO "account" VALUES(1,7,'depots','gorse-vans.example','{"attributes":{},"cik":"","city":"","country":"United Kingdom","domain":"gorse-vans.example","employees":12,"external_id":"","industry":"Logistics","location":"","name":"Gorse Vans","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
INSERT INTO "account" VALUES(1,8,'depots','hazel-transport.example','{"attributes":{},"cik":"","city":"","country":"United Kingdom","domain":"hazel-transport.example","employees":null,"external_id":"","industry":"Logistics","location":"","name":"Hazel Transport","region":"","revenue":null,"sub_industry":"","technologies":[]}',0,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE angle_decision (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	angle TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	at TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE approval (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	content TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "approval" VALUES(3,1,'depots','icp','','2decc922de9932e5afdb0514d5a5e95796bda9d10af2351f2e42fd7fc6977323','version: 1
name: Depots
firmographics:
  - field: industry
    any_of: [Logistics, Food wholesale]
  - field: employees
    min: 100
    max: 5000
personas:
  - id: operations
    name: Head of operations
    titles: [COO, VP Operations, Head of Operations, Operations Director]
signals:
  - kind: expansion
    priority: 5
    half_life_days: 30
    cues: [new depot, second warehouse]
  - kind: hiring
    priority: 2
    half_life_days: 30
    cues: [is hiring]
tiers:
  - name: A
    high_value: true
    rules:
      - field: employees
        min: 1000
  - name: B
','Test Analyst','2026-11-21T05:17:31.387310+00:00',NULL);
CREATE TABLE batch (
	event INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	campaign TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	as_of TEXT NOT NULL, 
	icp_sha256 TEXT NOT NULL, 
	library_sha256 TEXT NOT NULL, 
	policy_sha256 TEXT NOT NULL, 
	drafter TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "batch" VALUES(4,'depots/first','depots',5,'2026-11-16','2decc922de9932e5afdb0514d5a5e95796bda9d10af2351f2e42fd7fc6977323','9c967cd428f66ee488eba700cfb4a67af3e8e7e86b18e5228b0f2e70a8b0c30a','f900ded8a59f5482223c35835a2e420c8ac981fcf14c70f8936c359e022c9062','template draft, no model used',0);
CREATE TABLE call (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	batch_id TEXT NOT NULL, 
	package_id TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	model TEXT NOT NULL, 
	prompt_sha256 TEXT NOT NULL, 
	lot TEXT NOT NULL, 
	run TEXT NOT NULL, 
	reserved_usd FLOAT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_call_attempt UNIQUE ("key", attempt), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE claim (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	package_id TEXT NOT NULL, 
	reviewer TEXT NOT NULL, 
	at TEXT NOT NULL, 
	until TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "claim" VALUES(7,1,'aca3b9911aca7cc4','Ana','2026-11-21T05:17:31.486595+00:00','2026-11-21T05:47:31.486595+00:00');
INSERT INTO "claim" VALUES(7,2,'f463534b2bdf6be5','Ana','2026-11-21T05:17:31.486595+00:00','2026-11-21T05:47:31.486595+00:00');
INSERT INTO "claim" VALUES(12,3,'f463534b2bdf6be5','Ana','2026-11-21T14:30:40.984267+00:00','2026-11-21T15:00:40.984267+00:00');
CREATE TABLE contact (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	email TEXT NOT NULL, 
	account_key TEXT NOT NULL, 
	content TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "contact" VALUES(2,1,'depots','mara.quist@alder-freight.example','alder-freight.example','{"account_key":"alder-freight.example","attributes":{},"email":"mara.quist@alder-freight.example","first_name":"Mara","last_name":"Quist","linkedin_url":"","title":"VP, Operations"}',0,NULL);
INSERT INTO "contact" VALUES(2,2,'depots','joost.vermeer@birch-foods.example','birch-foods.example','{"account_key":"birch-foods.example","attributes":{},"email":"joost.vermeer@birch-foods.example","first_name":"Joost","last_name":"Vermeer","linkedin_url":"","title":"COO"}',0,NULL);
INSERT INTO "contact" VALUES(2,3,'depots','aoife.byrne@cedar-haulage.example','cedar-haulage.example','{"account_key":"cedar-haulage.example","attributes":{},"email":"aoife.byrne@cedar-haulage.example","first_name":"Aoife","last_name":"Byrne","linkedin_url":"","title":"Head of Operations (Ireland)"}',0,NULL);
INSERT INTO "contact" VALUES(2,4,'depots','lars.toft@dogwood-cargo.example','dogwood-cargo.example','{"account_key":"dogwood-cargo.example","attributes":{},"email":"lars.toft@dogwood-cargo.example","first_name":"Lars","last_name":"Toft","linkedin_url":"","title":"Operations Director"}',0,NULL);
INSERT INTO "contact" VALUES(2,5,'depots','elsa.lind@elm-parcels.example','elm-parcels.example','{"account_key":"elm-parcels.example","attributes":{},"email":"elsa.lind@elm-parcels.example","first_name":"Elsa","last_name":"Lind","linkedin_url":"","title":"Head of Marketing"}',0,NULL);
CREATE TABLE course (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	about TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	at TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "course" VALUES(15,1,'depots','signal','new_depot','prioritise','Ana','two of two answered','{}','2026-11-21T16:00:00.000000+00:00',0,'76679df408e0074b');
CREATE TABLE decision (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	package_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	verdict TEXT NOT NULL, 
	reviewer TEXT NOT NULL, 
	at TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	note TEXT NOT NULL, 
	seconds FLOAT NOT NULL, 
	subject TEXT NOT NULL, 
	body TEXT NOT NULL, 
	content_sha256 TEXT NOT NULL, 
	undoes INTEGER, 
	simulated BOOLEAN NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_decision_version UNIQUE (package_id, version), 
	UNIQUE (uid), 
	CONSTRAINT uq_decision_undoes UNIQUE (undoes)
);
INSERT INTO "decision" VALUES(8,1,'a82184df14414f7dba6f7a0de9dfef10','aca3b9911aca7cc4',1,'approve','Ana','2026-11-21T05:17:31.523582+00:00','','',40.0,'','','627765deaa03773cfb0afd01b1911536ab224353a67ca5cf14143310d7fd3a92',NULL,0,NULL);
INSERT INTO "decision" VALUES(9,2,'2a6bc376091d4638b9860bbbadda14d3','f463534b2bdf6be5',1,'reject','Ana','2026-11-21T05:17:31.534688+00:00','other','not for them',30.0,'','','2ef8f3475be0628b1fe74972d11b3e935fcdf55151e90fe53a67dc2b8922ba1c',NULL,0,NULL);
INSERT INTO "decision" VALUES(12,3,'02d56f47e2a24bd39f893e9d22315a32','f463534b2bdf6be5',2,'undo','Ana','2026-11-21T14:30:40.984267+00:00','','',0.0,'','','',2,0,'79671df497d2e0a0');
INSERT INTO "decision" VALUES(13,4,'63b85a6da5fe4b93ac9c432adb6e1f1a','f463534b2bdf6be5',3,'reject','Ana','2026-11-21T14:30:40.991040+00:00','tone','too stiff',0.0,'','','2ef8f3475be0628b1fe74972d11b3e935fcdf55151e90fe53a67dc2b8922ba1c',NULL,0,'73096a9ce27c092d');
CREATE TABLE event (
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	prev TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "event" VALUES(1,'2026-11-21T05:17:31.368990+00:00','Test Analyst','accounts.import','depots','{"added":8,"changed":0,"file_sha256":"dca00af7040fe85537ded25dea68e82fa58723b185d5d37f8ee56789e0e012ef","rejected":0,"rows":{"account":[8,"5c05722771b2150ce6e360b2db01f5b37743a270a208ef2b22a7cf4c1594d1cd"]},"unchanged":0}','0000000000000000000000000000000000000000000000000000000000000000','049a9c1be6ff48d1b70fce315d05136446481579d2674a72c220017108c22486');
INSERT INTO "event" VALUES(2,'2026-11-21T05:17:31.381521+00:00','Test Analyst','contacts.import','depots','{"added":5,"changed":0,"file_sha256":"23b7723e7b662c23f00bde7e6065775f165a3325f4acf40cccc0f3c12eae786e","rejected":0,"rows":{"contact":[5,"c3856e183dd8882f1a246a34b516af365783f8691f84b95e938563ef07d367a8"]},"unchanged":0}','049a9c1be6ff48d1b70fce315d05136446481579d2674a72c220017108c22486','d37d657ac1700cfe7a4f9c1603b238f634b67966bfaf3c9ad36140ae25ae7daa');
INSERT INTO "event" VALUES(3,'2026-11-21T05:17:31.388212+00:00','Test Analyst','icp.approve','depots','{"rows":{"approval":[1,"278b4064357f32c23254b223fe65c805c5f764bb987b0a0cbcf7dc556816245e"]},"sha256":"2decc922de9932e5afdb0514d5a5e95796bda9d10af2351f2e42fd7fc6977323"}','d37d657ac1700cfe7a4f9c1603b238f634b67966bfaf3c9ad36140ae25ae7daa','7b295fb9a896cede6f47f0ace4c9063b84951d95e184706c84f069681e7664a5');
INSERT INTO "event" VALUES(4,'2026-11-21T05:17:31.424638+00:00','Test Analyst','batch.open','depots/first','{"rows":{"batch":[1,"7d94953309960b6fdda082af2173c3031cd6aa65240918741cd173a639909287"]}}','7b295fb9a896cede6f47f0ace4c9063b84951d95e184706c84f069681e7664a5','348381d61b3319bddbe7b2d8ebde753f3a2cf9e494e2b3b1cb020064e39f2045');
INSERT INTO "event" VALUES(5,'2026-11-21T05:17:31.441368+00:00','Test Analyst','research.record','depots','{"rows":{"research":[5,"0fc194ba57ae055797e1d1d28f8a7fc20b9606b4866ac0389d2e5e1f78cac685"],"snapshot":[5,"733fe298e42450893d4606f3ad547ff289f2a6e424ce8ed0bcb960627a574e41"]}}','348381d61b3319bddbe7b2d8ebde753f3a2cf9e494e2b3b1cb020064e39f2045','28d42cbe699aad15aaa71e23c3850d6b8c54aa0f3db65840e74c794c39a0d292');
INSERT INTO "event" VALUES(6,'2026-11-21T05:17:31.482773+00:00','Test Analyst','batch.packages','depots/first','{"drafter":"template draft, no model used","rows":{"package":[5,"bced96f9afc62ba8f7f77442f2a59a67cc586c5c6de69bf1ad7adab485cb5e8e"]},"simulated":false}','28d42cbe699aad15aaa71e23c3850d6b8c54aa0f3db65840e74c794c39a0d292','e41a3880045fb82d99484a4054bc10cc351d2b01b0342390a8c7dee58dd58ba8');
INSERT INTO "event" VALUES(7,'2026-11-21T05:17:31.513416+00:00','Ana','review.claim','depots','{"rows":{"claim":[2,"722c271cba37dcb63a23c7ff7b036087c554be0129831476b9a33ccf1548bd1f"]}}','e41a3880045fb82d99484a4054bc10cc351d2b01b0342390a8c7dee58dd58ba8','70eed356a52d16202ee72deca44e175f8aa82d9b0cafda0848548db04e1a5e46');
INSERT INTO "event" VALUES(8,'2026-11-21T05:17:31.532326+00:00','Ana','review.approve','aca3b9911aca7cc4','{"campaign":"depots","rows":{"decision":[1,"731049b86a13ba3d0ea7da87818cfcb8f7957d02988b0ebde12faff2fcd4d603"]}}','70eed356a52d16202ee72deca44e175f8aa82d9b0cafda0848548db04e1a5e46','d9fea1e062c6e2811d4be31e5cfbe8064f9d3c5f84de7da3812b3efe44a30df3');
INSERT INTO "event" VALUES(9,'2026-11-21T05:17:31.536038+00:00','Ana','review.reject','f463534b2bdf6be5','{"campaign":"depots","rows":{"decision":[1,"f0d44e6aca29f5c9dc27d1dd3b38d82a6690833e56346ea55502ffecef2f91f2"]}}','d9fea1e062c6e2811d4be31e5cfbe8064f9d3c5f84de7da3812b3efe44a30df3','5afd30be3383c87d12711a8856f1d68a1b864492d9de5a86e141b61bcda3862d');
INSERT INTO "event" VALUES(10,'2026-11-21T05:17:31.539611+00:00','Test Analyst','suppressions.import','workspace','{"added":2,"file_sha256":"072800fe6a34ecf29cf2329ef7abf6f6592ef822ea8c0a57d663ca8ef698dcd9","rejected":0,"rows":{"suppression":[2,"0e7c3b7c8885d37ef18c9e57c4c7c2c4090cabbc65befe312803af41fa4a299c"]},"unchanged":0}','5afd30be3383c87d12711a8856f1d68a1b864492d9de5a86e141b61bcda3862d','f41879dc4544132ccf16b6750395ec16ab485769d63d0b20b1c2a1d9bb942417');
INSERT INTO "event" VALUES(11,'2026-11-21T05:17:31.570224+00:00','Test Analyst','outcomes.import','depots','{"rows":{"outcome":[2,"fa724c362b0eba4700a082ed26c7c7646f08492b6809f57a742a29578bb467f1"]}}','f41879dc4544132ccf16b6750395ec16ab485769d63d0b20b1c2a1d9bb942417','d6a192de48597c3ef588c063bb5c22aab62e055cc80e8d2c5835bf850e54228e');
INSERT INTO "event" VALUES(12,'2026-11-21T14:30:40.986055+00:00','Ana','review.undo','depots','{"package":"f463534b2bdf6be5","rows":{"claim":[1,"a5bf76e93b3efc53331d266e093936b50b945e82308151cc6a1cc23c82304665"],"decision":[1,"046cf5ab76aee1fbf4db14df4b627d15df9504a288e7ce88e8572f022f328643"]},"undoes":2}','d6a192de48597c3ef588c063bb5c22aab62e055cc80e8d2c5835bf850e54228e','d52e2a13d31d5ad0f4e9a68155cdaf78d61e020fac15956d4b382d94d1ef640f');
INSERT INTO "event" VALUES(13,'2026-11-21T14:30:40.994456+00:00','Ana','review.reject','f463534b2bdf6be5','{"campaign":"depots","rows":{"decision":[1,"0dd6b040e20f49242125a224a65c5adbe9ef99f9d94c5c4fead7bc2a81e73822"]}}','d52e2a13d31d5ad0f4e9a68155cdaf78d61e020fac15956d4b382d94d1ef640f','7d94d57783a4469f292d0e6918347366800b8876a152bc59dcc59b2c54491b0f');
INSERT INTO "event" VALUES(14,'2026-11-21T16:01:50.025717+00:00','Ana','seed.draw','depots','{"given":true,"purpose":"allocation","rows":{"seed":[1,"f33af287debc682acb04d4cdfe045978294b67b97a9edb26717465be2741780d"]}}','7d94d57783a4469f292d0e6918347366800b8876a152bc59dcc59b2c54491b0f','998cf71857607947de650d1a8416b137ab8dd4dff6bc618ef8269d7681c2d416');
INSERT INTO "event" VALUES(15,'2026-11-21T16:01:50.032873+00:00','Ana','angle.decide','depots','{"rows":{"course":[1,"74df9fcd208a710c414b8e5233f88f9c942276639e68c601013f2ab63db8aa2f"]}}','998cf71857607947de650d1a8416b137ab8dd4dff6bc618ef8269d7681c2d416','8fe1d38121dc28b9a08226cb53e58f93e7498596bdb13b924757b8709964edeb');
CREATE TABLE handoff (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	package_id TEXT NOT NULL, 
	"to" TEXT NOT NULL, 
	note TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE lot (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	lot TEXT NOT NULL, 
	batch_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	provider_id TEXT NOT NULL, 
	requests INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE outcome (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	package_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	at TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_outcome UNIQUE (package_id, kind, at)
);
INSERT INTO "outcome" VALUES(11,1,'depots','aca3b9911aca7cc4','sent','2026-11-02T09:00:00.000000+00:00','',0,NULL);
INSERT INTO "outcome" VALUES(11,2,'depots','aca3b9911aca7cc4','replied','2026-11-03T09:00:00.000000+00:00','tell me more',0,NULL);
CREATE TABLE package (
	event INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	batch_id TEXT NOT NULL, 
	campaign TEXT NOT NULL, 
	account_key TEXT NOT NULL, 
	email TEXT NOT NULL, 
	tier TEXT NOT NULL, 
	high_value BOOLEAN NOT NULL, 
	persona TEXT NOT NULL, 
	signal TEXT NOT NULL, 
	play TEXT NOT NULL, 
	angle TEXT NOT NULL, 
	variant TEXT NOT NULL, 
	decider TEXT NOT NULL, 
	score FLOAT NOT NULL, 
	as_of TEXT NOT NULL, 
	content_sha256 TEXT NOT NULL, 
	content TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "package" VALUES(6,'c6c2b23e6e789f2c','depots/first','depots','elm-parcels.example','','B',0,'','expansion','','','','nobody',4.352753,'2026-11-16','','{"abstained":"none of its contacts (1) fits Head of operations: title ''Head of Marketing'' fits no persona","account":{"attributes":{},"cik":"","city":"","country":"Sweden","domain":"elm-parcels.example","employees":900,"external_id":"","industry":"Logistics","location":"","name":"Elm Parcels","region":"","revenue":null,"sub_industry":"","technologies":[]},"as_of":"2026-11-16","batch_id":"first","campaign":"depots","confidence":null,"contact":null,"draft":null,"findings":[],"high_value":false,"id":"c6c2b23e6e789f2c","persona_id":"","research":{"account_key":"elm-parcels.example","facts":[{"dated":"2026-11-10","id":"b0b9940aa27cbce6","kind":"expansion","quote":"Elm Parcels has built a new depot outside Malmo for the northern routes.","source_id":"e10bdab93fd7dfe5"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-11-10","fact_id":"b0b9940aa27cbce6","kind":"expansion","strength":1.0}],"sources":[{"id":"e10bdab93fd7dfe5","published":"2026-11-10","retrieved_at":"2026-11-15T07:00:00Z","sha256":"c2f3467021ec0f19f3ce4c2d005296c8f173d0208c513ae20f08ee1525368f7b","source_class":"first-party","title":"Elm Parcels news","url":"https://elm-parcels.example/news"}]},"route":{"decider":"nobody","reason":"none of its contacts (1) fits Head of operations: title ''Head of Marketing'' fits no persona"},"score":4.352753,"score_terms":[{"age_days":6,"half_life_days":30.0,"kind":"expansion","points":4.352753,"priority":5.0,"strength":1.0}],"simulated":false,"tier":"B"}',0,NULL);
INSERT INTO "package" VALUES(6,'67f6201d73c4742e','depots/first','depots','cedar-haulage.example','aoife.byrne@cedar-haulage.example','B',0,'operations','expansion','','','','hold',3.877862,'2026-11-16','','{"abstained":"held: the company is laying people off","account":{"attributes":{},"cik":"","city":"","country":"Ireland","domain":"cedar-haulage.example","employees":250,"external_id":"","industry":"Logistics","location":"","name":"Cedar Haulage","region":"","revenue":null,"sub_industry":"","technologies":[]},"as_of":"2026-11-16","batch_id":"first","campaign":"depots","confidence":null,"contact":{"account_key":"cedar-haulage.example","attributes":{},"email":"aoife.byrne@cedar-haulage.example","first_name":"Aoife","last_name":"Byrne","linkedin_url":"","title":"Head of Operations (Ireland)"},"draft":null,"findings":[],"high_value":false,"id":"67f6201d73c4742e","persona_id":"operations","research":{"account_key":"cedar-haulage.example","facts":[{"dated":"2026-11-05","id":"43ce755aeabfe4c6","kind":"expansion","quote":"A new depot stays planned.","source_id":"9e2b7ce7d3a7bf7f"},{"dated":"2026-11-05","id":"ae3ef1b1e5e67d8e","kind":"layoffs","quote":"Cedar Haulage announced layoffs of 40 people at its Cork office.","source_id":"9e2b7ce7d3a7bf7f"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-11-05","fact_id":"43ce755aeabfe4c6","kind":"expansion","strength":1.0}],"sources":[{"id":"9e2b7ce7d3a7bf7f","published":"2026-11-05","retrieved_at":"2026-11-15T07:00:00Z","sha256":"42396297b4236792c482f964ba87bce2eed23c7bf64688a06911855baad8b018","source_class":"first-party","title":"Cedar Haulage news","url":"https://cedar-haulage.example/news"}]},"route":{"decider":"hold","reason":"Held: the company is laying people off. Read: \"Cedar Haulage announced layoffs of 40 people at its Cork office.\""},"score":3.877862,"score_terms":[{"age_days":11,"half_life_days":30.0,"kind":"expansion","points":3.877862,"priority":5.0,"strength":1.0}],"simulated":false,"tier":"B"}',0,NULL);
INSERT INTO "package" VALUES(6,'f463534b2bdf6be5','depots/first','depots','alder-freight.example','mara.quist@alder-freight.example','B',0,'operations','expansion','expansion_operations','multi_depot','a1','human',3.535534,'2026-11-16','2ef8f3475be0628b1fe74972d11b3e935fcdf55151e90fe53a67dc2b8922ba1c','{"abstained":"","account":{"attributes":{},"cik":"","city":"","country":"United Kingdom","domain":"alder-freight.example","employees":400,"external_id":"","industry":"Logistics","location":"","name":"Alder Freight","region":"","revenue":null,"sub_industry":"","technologies":[]},"as_of":"2026-11-16","batch_id":"first","campaign":"depots","confidence":{"band":"high","basis":"no warnings; rests on the company''s own words"},"contact":{"account_key":"alder-freight.example","attributes":{},"email":"mara.quist@alder-freight.example","first_name":"Mara","last_name":"Quist","linkedin_url":"","title":"VP, Operations"},"draft":{"angle_id":"multi_depot","angle_version":1,"drafter":"template draft, no model used","play_id":"expansion_operations","segments":[{"fact_ids":[],"kind":"greeting","text":"Hello Mara,"},{"fact_ids":["2ee08ee44b98c94a"],"kind":"claim","text":"Alder Freight newsroom reports: \"Alder Freight opened a new depot in Hull on 1 November and now serves the east coast from there.\""},{"fact_ids":[],"kind":"angle","text":"A second site usually means that two planning teams draw on the same vehicles and drivers. RouteWise plans both depots in one pass, so the late change at one of them shows up at the other while there is still time to act."},{"fact_ids":[],"kind":"cta","text":"Would a short call next week be useful?"},{"fact_ids":[],"kind":"signoff","text":"Sam Reed\nRouteWise, 12 Wharf Lane, Leeds LS1 4AP, United Kingdom\nIf this is not for you, reply \"no\" and I will not write again."}],"subject":"Planning across depots at Alder Freight","variant":"a1"},"findings":[],"high_value":false,"id":"f463534b2bdf6be5","persona_id":"operations","research":{"account_key":"alder-freight.example","facts":[{"dated":"2026-11-01","id":"2ee08ee44b98c94a","kind":"expansion","quote":"Alder Freight opened a new depot in Hull on 1 November and now serves the east coast from there.","source_id":"c0fd6ec756f3535f"},{"dated":"2026-11-01","id":"a8526a17da4120c4","kind":"expansion","quote":"A new depot","source_id":"c0fd6ec756f3535f"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-11-01","fact_id":"2ee08ee44b98c94a","kind":"expansion","strength":1.0},{"dated":"2026-11-01","fact_id":"a8526a17da4120c4","kind":"expansion","strength":1.0}],"sources":[{"id":"c0fd6ec756f3535f","published":"2026-11-01","retrieved_at":"2026-11-15T07:00:00Z","sha256":"407986cca2bda5f63baac221b1835bd92ce902f65eddbaa0f98a841e5ae3ec03","source_class":"first-party","title":"Alder Freight newsroom","url":"https://alder-freight.example/news/depot"}]},"route":{"decider":"human","reason":"First touch: a person approves every one"},"score":3.535534,"score_terms":[{"age_days":15,"half_life_days":30.0,"kind":"expansion","points":3.535534,"priority":5.0,"strength":1.0}],"simulated":false,"tier":"B"}',0,NULL);
INSERT INTO "package" VALUES(6,'aca3b9911aca7cc4','depots/first','depots','birch-foods.example','joost.vermeer@birch-foods.example','A',1,'operations','expansion','expansion_operations','multi_depot','a1','human',2.5,'2026-11-16','627765deaa03773cfb0afd01b1911536ab224353a67ca5cf14143310d7fd3a92','{"abstained":"","account":{"attributes":{},"cik":"","city":"","country":"Netherlands","domain":"birch-foods.example","employees":1800,"external_id":"","industry":"Food wholesale","location":"","name":"Birch Foods","region":"","revenue":null,"sub_industry":"","technologies":[]},"as_of":"2026-11-16","batch_id":"first","campaign":"depots","confidence":{"band":"high","basis":"no warnings; rests on the company''s own words"},"contact":{"account_key":"birch-foods.example","attributes":{},"email":"joost.vermeer@birch-foods.example","first_name":"Joost","last_name":"Vermeer","linkedin_url":"","title":"COO"},"draft":{"angle_id":"multi_depot","angle_version":1,"drafter":"template draft, no model used","play_id":"expansion_operations","segments":[{"fact_ids":[],"kind":"greeting","text":"Hello Joost,"},{"fact_ids":["e4a0c23eb3981076"],"kind":"claim","text":"Birch Foods news reports: \"Birch Foods will open its second warehouse near Utrecht in the spring of next year.\""},{"fact_ids":[],"kind":"angle","text":"A second site usually means that two planning teams draw on the same vehicles and drivers. RouteWise plans both depots in one pass, so the late change at one of them shows up at the other while there is still time to act."},{"fact_ids":[],"kind":"cta","text":"Would a short call next week be useful?"},{"fact_ids":[],"kind":"signoff","text":"Sam Reed\nRouteWise, 12 Wharf Lane, Leeds LS1 4AP, United Kingdom\nIf this is not for you, reply \"no\" and I will not write again."}],"subject":"Planning across depots at Birch Foods","variant":"a1"},"findings":[],"high_value":true,"id":"aca3b9911aca7cc4","persona_id":"operations","research":{"account_key":"birch-foods.example","facts":[{"dated":"2026-10-17","id":"e4a0c23eb3981076","kind":"expansion","quote":"Birch Foods will open its second warehouse near Utrecht in the spring of next year.","source_id":"552bebf5c7558e9d"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-10-17","fact_id":"e4a0c23eb3981076","kind":"expansion","strength":1.0}],"sources":[{"id":"552bebf5c7558e9d","published":"2026-10-17","retrieved_at":"2026-11-15T07:00:00Z","sha256":"577d8e3c3e7b95b959cc5b5704ab7f5a255505e711de3d829e1f9a6f8606ec39","source_class":"first-party","title":"Birch Foods news","url":"https://birch-foods.example/news"}]},"route":{"decider":"human","reason":"Tier A is high-value: a person always reviews it"},"score":2.5,"score_terms":[{"age_days":30,"half_life_days":30.0,"kind":"expansion","points":2.5,"priority":5.0,"strength":1.0}],"simulated":false,"tier":"A"}',0,NULL);
INSERT INTO "package" VALUES(6,'48f9c713f00417ea','depots/first','depots','dogwood-cargo.example','lars.toft@dogwood-cargo.example','B',0,'operations','','','','','nobody',0.0,'2026-11-16','','{"abstained":"no signal was found (pages: not found; signals file: not measured – this campaign brings no signals.csv)","account":{"attributes":{},"cik":"","city":"","country":"Denmark","domain":"dogwood-cargo.example","employees":600,"external_id":"","industry":"Logistics","location":"","name":"Dogwood Cargo","region":"","revenue":null,"sub_industry":"","technologies":[]},"as_of":"2026-11-16","batch_id":"first","campaign":"depots","confidence":null,"contact":{"account_key":"dogwood-cargo.example","attributes":{},"email":"lars.toft@dogwood-cargo.example","first_name":"Lars","last_name":"Toft","linkedin_url":"","title":"Operations Director"},"draft":null,"findings":[],"high_value":false,"id":"48f9c713f00417ea","persona_id":"operations","research":{"account_key":"dogwood-cargo.example","facts":[],"measurements":[{"answer":"not found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[],"sources":[{"id":"7870882c978ef486","published":"2026-11-10","retrieved_at":"2026-11-15T07:00:00Z","sha256":"a9367601e54c246ce526995bd9a79d3f8907f226a2499a90d243ef602647dce9","source_class":"first-party","title":"Dogwood Cargo news","url":"https://dogwood-cargo.example/news"}]},"route":{"decider":"nobody","reason":"no signal was found (pages: not found; signals file: not measured – this campaign brings no signals.csv)"},"score":0.0,"score_terms":[],"simulated":false,"tier":"B"}',0,NULL);
CREATE TABLE research (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	account_key TEXT NOT NULL, 
	as_of TEXT NOT NULL, 
	content TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "research" VALUES(5,1,'depots','alder-freight.example','2026-11-16','{"account_key":"alder-freight.example","facts":[{"dated":"2026-11-01","id":"2ee08ee44b98c94a","kind":"expansion","quote":"Alder Freight opened a new depot in Hull on 1 November and now serves the east coast from there.","source_id":"c0fd6ec756f3535f"},{"dated":"2026-11-01","id":"a8526a17da4120c4","kind":"expansion","quote":"A new depot","source_id":"c0fd6ec756f3535f"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-11-01","fact_id":"2ee08ee44b98c94a","kind":"expansion","strength":1.0},{"dated":"2026-11-01","fact_id":"a8526a17da4120c4","kind":"expansion","strength":1.0}],"sources":[{"id":"c0fd6ec756f3535f","published":"2026-11-01","retrieved_at":"2026-11-15T07:00:00Z","sha256":"407986cca2bda5f63baac221b1835bd92ce902f65eddbaa0f98a841e5ae3ec03","source_class":"first-party","title":"Alder Freight newsroom","url":"https://alder-freight.example/news/depot"}]}',0,NULL);
INSERT INTO "research" VALUES(5,2,'depots','birch-foods.example','2026-11-16','{"account_key":"birch-foods.example","facts":[{"dated":"2026-10-17","id":"e4a0c23eb3981076","kind":"expansion","quote":"Birch Foods will open its second warehouse near Utrecht in the spring of next year.","source_id":"552bebf5c7558e9d"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-10-17","fact_id":"e4a0c23eb3981076","kind":"expansion","strength":1.0}],"sources":[{"id":"552bebf5c7558e9d","published":"2026-10-17","retrieved_at":"2026-11-15T07:00:00Z","sha256":"577d8e3c3e7b95b959cc5b5704ab7f5a255505e711de3d829e1f9a6f8606ec39","source_class":"first-party","title":"Birch Foods news","url":"https://birch-foods.example/news"}]}',0,NULL);
INSERT INTO "research" VALUES(5,3,'depots','cedar-haulage.example','2026-11-16','{"account_key":"cedar-haulage.example","facts":[{"dated":"2026-11-05","id":"43ce755aeabfe4c6","kind":"expansion","quote":"A new depot stays planned.","source_id":"9e2b7ce7d3a7bf7f"},{"dated":"2026-11-05","id":"ae3ef1b1e5e67d8e","kind":"layoffs","quote":"Cedar Haulage announced layoffs of 40 people at its Cork office.","source_id":"9e2b7ce7d3a7bf7f"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-11-05","fact_id":"43ce755aeabfe4c6","kind":"expansion","strength":1.0}],"sources":[{"id":"9e2b7ce7d3a7bf7f","published":"2026-11-05","retrieved_at":"2026-11-15T07:00:00Z","sha256":"42396297b4236792c482f964ba87bce2eed23c7bf64688a06911855baad8b018","source_class":"first-party","title":"Cedar Haulage news","url":"https://cedar-haulage.example/news"}]}',0,NULL);
INSERT INTO "research" VALUES(5,4,'depots','dogwood-cargo.example','2026-11-16','{"account_key":"dogwood-cargo.example","facts":[],"measurements":[{"answer":"not found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[],"sources":[{"id":"7870882c978ef486","published":"2026-11-10","retrieved_at":"2026-11-15T07:00:00Z","sha256":"a9367601e54c246ce526995bd9a79d3f8907f226a2499a90d243ef602647dce9","source_class":"first-party","title":"Dogwood Cargo news","url":"https://dogwood-cargo.example/news"}]}',0,NULL);
INSERT INTO "research" VALUES(5,5,'depots','elm-parcels.example','2026-11-16','{"account_key":"elm-parcels.example","facts":[{"dated":"2026-11-10","id":"b0b9940aa27cbce6","kind":"expansion","quote":"Elm Parcels has built a new depot outside Malmo for the northern routes.","source_id":"e10bdab93fd7dfe5"}],"measurements":[{"answer":"found","cause":"","source":"pages"},{"answer":"not measured","cause":"this campaign brings no signals.csv","source":"signals file"}],"signals":[{"dated":"2026-11-10","fact_id":"b0b9940aa27cbce6","kind":"expansion","strength":1.0}],"sources":[{"id":"e10bdab93fd7dfe5","published":"2026-11-10","retrieved_at":"2026-11-15T07:00:00Z","sha256":"c2f3467021ec0f19f3ce4c2d005296c8f173d0208c513ae20f08ee1525368f7b","source_class":"first-party","title":"Elm Parcels news","url":"https://elm-parcels.example/news"}]}',0,NULL);
CREATE TABLE revision (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	package_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	instruction TEXT NOT NULL, 
	content TEXT NOT NULL, 
	content_sha256 TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	salt TEXT, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_revision_number UNIQUE (package_id, number), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE seed (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	campaign TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	value TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_seed UNIQUE (campaign, purpose), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "seed" VALUES(14,1,'depots','allocation','depots 3','2026-11-21T16:01:50.025197+00:00');
CREATE TABLE settlement (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	why TEXT NOT NULL, 
	request_id TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	input_tokens INTEGER NOT NULL, 
	output_tokens INTEGER NOT NULL, 
	cache_read_tokens INTEGER NOT NULL, 
	cache_write_tokens INTEGER NOT NULL, 
	cost_usd FLOAT NOT NULL, 
	content TEXT NOT NULL, 
	at TEXT NOT NULL, 
	salt TEXT, 
	PRIMARY KEY (id), 
	CONSTRAINT uq_settlement_attempt UNIQUE ("key", attempt), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE snapshot (
	event INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	content BLOB NOT NULL, 
	characters INTEGER NOT NULL, salt TEXT, 
	PRIMARY KEY (sha256), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "snapshot" VALUES(5,'407986cca2bda5f63baac221b1835bd92ce902f65eddbaa0f98a841e5ae3ec03',X'78DA458B310E83301004FBBC625F809427D044A928E91DBC014BF61DBABBE0EF03559A29463323841D99BBC663AC998697B1AC5B40770A33D23F4011BC7FB542054F4C7AB07DAE2149866887D30E3A6223983CB0E8CDAF69BB9D71C05CBC849A2319D159176D1C4E9C5D2E13',130,NULL);
INSERT INTO "snapshot" VALUES(5,'577d8e3c3e7b95b959cc5b5704ab7f5a255505e711de3d829e1f9a6f8606ec39',X'78DA0DCCC10D80200C46E1BB53FC133884079DC001085469425AD2D6A0DBCBF97D7987E960B9978D2D57ECAAC531B83568270187C329AB148C6454F5718250329C61946B80055109DE6D5EA0D7AC6FE09B64FD01FAF72137',91,NULL);
INSERT INTO "snapshot" VALUES(5,'42396297b4236792c482f964ba87bce2eed23c7bf64688a06911855baad8b018',X'78DA0DCCC109C3300C05D07BA7F813841CB240C9A5E76E20ECEF60622463C9946C5F9F1FBC2F3DC64C3147D5EB7532CBC04766938B10559B9A98D1E4B1521C5670ECE8B4DE16076A384E1BF782521337BCA1FC21B35BC0431E476FAB61DEFEEB5A25A8',105,NULL);
INSERT INTO "snapshot" VALUES(5,'a9367601e54c246ce526995bd9a79d3f8907f226a2499a90d243ef602647dce9',X'78DA0B2ECDCD4D2D5228482C2AA9E4722D4B2DAA4CCA4FA95448CDCBCAAF4C4D5128C94855284652A290540916CB482C4ACA2F2D52006950C82D4DCED00300FD831B55',73,NULL);
INSERT INTO "snapshot" VALUES(5,'c2f3467021ec0f19f3ce4c2d005296c8f173d0208c513ae20f08ee1525368f7b',X'78DA15CAB10D80300C05D19E29FE044C0125122B38C428919C18D98E589F505DF16EE34763D9A5E124BB581C851C695409103ABFC8FF011DE135330E92A6B8D51085D1D566ACC3A6B3AF1F48161C4D',78,NULL);
CREATE TABLE standing (
	package_id TEXT NOT NULL, 
	campaign TEXT NOT NULL, 
	batch_id TEXT NOT NULL, 
	company TEXT NOT NULL, 
	segment TEXT NOT NULL, 
	tier TEXT NOT NULL, 
	high_value BOOLEAN NOT NULL, 
	persona TEXT NOT NULL, 
	signal TEXT NOT NULL, 
	play TEXT NOT NULL, 
	angle TEXT NOT NULL, 
	variant TEXT NOT NULL, 
	score FLOAT NOT NULL, 
	as_of TEXT NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	reviewers INTEGER NOT NULL, 
	status TEXT NOT NULL, 
	versions INTEGER NOT NULL, 
	verdicts INTEGER NOT NULL, 
	let_go INTEGER NOT NULL, 
	decision_id INTEGER, 
	reviewer TEXT, 
	claimed_by TEXT, 
	claimed_at TEXT, 
	claimed_until TEXT, 
	sent_at TEXT, 
	bounced_at TEXT, 
	answered_at TEXT, 
	positive_at TEXT, 
	objected_at TEXT, 
	PRIMARY KEY (package_id)
);
INSERT INTO "standing" VALUES('c6c2b23e6e789f2c','depots','depots/first','elm-parcels.example','Logistics · B','B',0,'','expansion','','','',4.352753,'2026-11-16',0,1,'abstained',0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "standing" VALUES('67f6201d73c4742e','depots','depots/first','cedar-haulage.example','Logistics · B','B',0,'operations','expansion','','','',3.877862,'2026-11-16',0,1,'held',0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "standing" VALUES('f463534b2bdf6be5','depots','depots/first','alder-freight.example','Logistics · B','B',0,'operations','expansion','expansion_operations','multi_depot','a1',3.535534,'2026-11-16',0,1,'rejected',3,1,0,4,'Ana','Ana','2026-11-21T14:30:40.984267+00:00','2026-11-21T15:00:40.984267+00:00',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "standing" VALUES('aca3b9911aca7cc4','depots','depots/first','birch-foods.example','Food wholesale · A','A',1,'operations','expansion','expansion_operations','multi_depot','a1',2.5,'2026-11-16',0,1,'approved',1,1,1,1,'Ana','Ana','2026-11-21T05:17:31.486595+00:00','2026-11-21T05:47:31.486595+00:00','2026-11-02T09:00:00.000000+00:00',NULL,'2026-11-03T09:00:00.000000+00:00',NULL,NULL);
INSERT INTO "standing" VALUES('48f9c713f00417ea','depots','depots/first','dogwood-cargo.example','Logistics · B','B',0,'operations','','','','',0.0,'2026-11-16',0,1,'abstained',0,0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE suppression (
	event INTEGER NOT NULL, 
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	value TEXT NOT NULL, 
	reason TEXT NOT NULL, salt TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(event) REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED, 
	CONSTRAINT uq_suppression UNIQUE (kind, value)
);
INSERT INTO "suppression" VALUES(10,1,'address','gone@nowhere.example','asked',NULL);
INSERT INTO "suppression" VALUES(10,2,'domain','rival.example','competitor',NULL);
CREATE INDEX ix_account_current ON account (campaign, "key", id);
CREATE INDEX ix_angle_decision_current ON angle_decision (campaign, angle, id);
CREATE INDEX ix_approval_current ON approval (campaign, kind, subject, id);
CREATE INDEX ix_batch_campaign ON batch (campaign);
CREATE INDEX ix_batch_event ON batch (event);
CREATE INDEX ix_claim_package ON claim (package_id, id);
CREATE INDEX ix_contact_current ON contact (campaign, email, id);
CREATE INDEX ix_handoff_package ON handoff (package_id);
CREATE INDEX ix_outcome_campaign ON outcome (campaign);
CREATE INDEX ix_package_batch ON package (batch_id);
CREATE INDEX ix_package_email ON package (email);
CREATE INDEX ix_package_event ON package (event);
CREATE INDEX ix_research_current ON research (campaign, account_key, id);
CREATE INDEX ix_snapshot_event ON snapshot (event);
CREATE INDEX ix_event_policy ON event (subject, seq) WHERE kind = 'policy.change';
CREATE INDEX ix_call_batch ON call (batch_id);
CREATE INDEX ix_lot_batch ON lot (batch_id, id);
CREATE INDEX ix_course_current ON course (campaign, about, subject, id);
CREATE TRIGGER no_update_event before update on event begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_event before delete on event begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_account before update on account begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_account before delete on account begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_angle_decision before update on angle_decision begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_angle_decision before delete on angle_decision begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_approval before update on approval begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_approval before delete on approval begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_batch before update on batch begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_batch before delete on batch begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_call before update on call begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_call before delete on call begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_claim before update on claim begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_claim before delete on claim begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_contact before update on contact begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_contact before delete on contact begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_course before update on course begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_course before delete on course begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_decision before update on decision begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_decision before delete on decision begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_handoff before update on handoff begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_handoff before delete on handoff begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_lot before update on lot begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_lot before delete on lot begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_outcome before update on outcome begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_outcome before delete on outcome begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_package before update on package begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_package before delete on package begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_research before update on research begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_research before delete on research begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_revision before update on revision begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_revision before delete on revision begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_seed before update on seed begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_seed before delete on seed begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_settlement before update on settlement begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_settlement before delete on settlement begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_snapshot before update on snapshot begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_snapshot before delete on snapshot begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_update_suppression before update on suppression begin select raise(abort, 'the ledger is append-only'); end;
CREATE TRIGGER no_delete_suppression before delete on suppression begin select raise(abort, 'the ledger is append-only'); end;
CREATE INDEX ix_standing_claimed ON standing (claimed_by, claimed_until);
CREATE INDEX ix_standing_queue ON standing (campaign, high_value DESC, score DESC, package_id) WHERE status = 'waiting';
CREATE INDEX ix_standing_held ON standing (campaign, high_value DESC, score DESC, package_id) WHERE status = 'held';
CREATE TRIGGER standing_package after insert on package for each row when (true) begin insert into standing (package_id, company, segment, reviewers, campaign, batch_id, tier, high_value, persona, signal, play, angle, variant, score, as_of, simulated, status, versions, verdicts, let_go) values (new.id, new.account_key, coalesce(nullif(json_extract(new.content, '$.account.industry'), ''), 'industry unknown') || ' · ' || new.tier, coalesce(cast(json_extract(new.content, '$.route.reviewers') as integer), 1), new.campaign, new.batch_id, new.tier, new.high_value, new.persona, new.signal, new.play, new.angle, new.variant, new.score, new.as_of, new.simulated, 
case
  when 0 = 0 then case new.decider when 'hold' then 'held' when 'nobody' then 'abstained'
    when 'auto' then 'automatic' else 'waiting' end
  when 0 < 1 then 'waiting'
  when 0 = 2 and 1 = 2 and 0 = 1 then 'held'
  else case '' when 'approve' then 'approved' when 'edit' then 'edited' when 'reject' then 'rejected'
    else 'held' end
end, 0, 0, 0); end;
CREATE TRIGGER standing_verdict after insert on decision for each row when (new.verdict <> 'undo') begin update standing set versions = new.version, verdicts = verdicts + 1, let_go = let_go + case when new.verdict in ('approve', 'edit') then 1 else 0 end, decision_id = new.id, reviewer = new.reviewer, status = 
case
  when (verdicts + 1) = 0 then case '' when 'hold' then 'held' when 'nobody' then 'abstained'
    when 'auto' then 'automatic' else 'waiting' end
  when (verdicts + 1) < reviewers then 'waiting'
  when (verdicts + 1) = 2 and reviewers = 2 and (let_go + case when new.verdict in ('approve', 'edit') then 1 else 0 end) = 1 then 'held'
  else case new.verdict when 'approve' then 'approved' when 'edit' then 'edited' when 'reject' then 'rejected'
    else 'held' end
end where package_id = new.package_id; end;
CREATE TRIGGER standing_undo after insert on decision for each row when (new.verdict = 'undo') begin update standing set versions = new.version, verdicts = (select count(*) from decision d where d.package_id = new.package_id and d.verdict <> 'undo' and not exists (select 1 from decision u where u.undoes = d.id)), let_go = (select count(*) from decision d where d.package_id = new.package_id and d.verdict <> 'undo' and not exists (select 1 from decision u where u.undoes = d.id) and d.verdict in ('approve', 'edit')), decision_id = (select max(d.id) from decision d where d.package_id = new.package_id and d.verdict <> 'undo' and not exists (select 1 from decision u where u.undoes = d.id)) where package_id = new.package_id; update standing set reviewer = (select d.reviewer from decision d where d.id = decision_id), status = 
case
  when verdicts = 0 then case (select p.decider from package p where p.id = package_id) when 'hold' then 'held' when 'nobody' then 'abstained'
    when 'auto' then 'automatic' else 'waiting' end
  when verdicts < reviewers then 'waiting'
  when verdicts = 2 and reviewers = 2 and let_go = 1 then 'held'
  else case (select d.verdict from decision d where d.id = decision_id) when 'approve' then 'approved' when 'edit' then 'edited' when 'reject' then 'rejected'
    else 'held' end
end where package_id = new.package_id; end;
CREATE TRIGGER standing_claim after insert on claim for each row when (true) begin update standing set claimed_by = new.reviewer, claimed_at = new.at, claimed_until = new.until where package_id = new.package_id; end;
CREATE TRIGGER standing_outcome after insert on outcome for each row when (true) begin update standing set sent_at = case when new.kind = 'sent' and (sent_at is null or new.at < sent_at) then new.at else sent_at end, bounced_at = case when new.kind = 'bounced' and (bounced_at is null or new.at < bounced_at) then new.at else bounced_at end, answered_at = case when (new.kind = 'positive' or (new.kind = 'replied' and new.detail <> 'out_of_office')) and (answered_at is null or new.at < answered_at) then new.at else answered_at end, positive_at = case when new.kind = 'positive' and (positive_at is null or new.at < positive_at) then new.at else positive_at end, objected_at = case when new.kind in ('unsubscribed', 'complained') and (objected_at is null or new.at < objected_at) then new.at else objected_at end where package_id = new.package_id; end;
COMMIT;
