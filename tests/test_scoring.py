from assessments.scoring import out_of_100


def test_half_a_point_rounds_up():
    assert out_of_100(1, 40) == 3
